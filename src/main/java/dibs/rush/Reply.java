package dibs.rush;

import java.util.Map;
import java.util.Set;

/**
 * What an attempt's answer means: a grant, a refusal, that the outcome is still open, that nothing was done, or nothing
 * that an answer may say. Stateless and thread-safe.
 *
 * @param kind which of these
 * @param outcome as told; {@code repeated} for a grant told again
 * @param wrong what is wrong with it, if it is no valid answer
 */
record Reply(Kind kind, String outcome, String wrong) {
    /** What becomes of a claim by its answer. */
    enum Kind {
        GRANT,
        REFUSAL,
        /** Handed to the log, not decided yet. */
        OPEN,
        /** Not handed to the log. */
        TURNED_AWAY,
        INVALID
    }

    private static final Map<String, Integer> REFUSALS = Map.of(
            "unknown_campaign", 404,
            "archived", 409,
            "reversed", 409,
            "closed", 409,
            "not_open", 409,
            "paused", 409,
            "sold_out", 409);
    private static final Set<Integer> BUSY = Set.of(429, 503);

    static Reply of(Ask ask, Heard heard) {
        if (BUSY.contains(heard.status())) {
            return new Reply(Kind.TURNED_AWAY, "turned_away", null);
        }
        String outcome = heard.text("outcome");
        if (outcome == null) {
            return invalid("status " + heard.status() + " without an outcome");
        }
        if (!ask.user().equals(heard.text("user")) || !ask.campaign().equals(heard.text("campaign"))) {
            return invalid("an answer about " + heard.text("user") + " in " + heard.text("campaign"));
        }
        if (outcome.equals("granted")) {
            return grant(heard);
        }
        if (outcome.equals("undecided") && heard.status() == 202) {
            return new Reply(Kind.OPEN, outcome, null);
        }
        return refusal(ask, heard, outcome);
    }

    private static Reply grant(Heard heard) {
        boolean whole = heard.whole("amount") > 0
                && heard.whole("rank") > 0
                && heard.text("position") != null
                && heard.text("decidedAt") != null;
        if (!whole) {
            return invalid("a grant without amount, rank, decidedAt or position");
        }
        int right = heard.isRepeated() ? 200 : 201;
        if (heard.status() != 0 && heard.status() != right) {
            return invalid("a grant with repeated:" + heard.isRepeated() + " and status " + heard.status());
        }
        return new Reply(Kind.GRANT, heard.isRepeated() ? "repeated" : "granted", null);
    }

    private static Reply refusal(Ask ask, Heard heard, String outcome) {
        boolean follows = ask.follows() != null;
        Integer right = REFUSALS.get(outcome);
        if (follows && (outcome.equals("not_granted") || outcome.equals("reversed"))) {
            right = outcome.equals("not_granted") ? 404 : 200;
        }
        if (right == null) {
            return invalid("the outcome " + outcome);
        }
        if (heard.status() != 0 && heard.status() != right) {
            return invalid(outcome + " with status " + heard.status());
        }
        return heard.text("position") == null
                ? invalid(outcome + " without a position")
                : new Reply(Kind.REFUSAL, outcome, null);
    }

    private static Reply invalid(String wrong) {
        return new Reply(Kind.INVALID, "invalid", wrong);
    }
}
