package dibs.rush;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds what was told against the budget, once per user, and itself. Times are nanoseconds. Thread-safe. */
final class Verdict {
    private static final int EXAMPLES = 5;
    /** What a user with a grant may be told once an operator acted. */
    private static final Set<String> AFTER_YES = Set.of("reversed", "archived");

    private final long reward;
    private final Map<String, Yes> yes = new HashMap<>();
    private final Map<Long, String> userOfRank = new HashMap<>();
    private final Map<Contradiction, List<String>> examples = new EnumMap<>(Contradiction.class);
    private final Map<Contradiction, Long> counts = new EnumMap<>(Contradiction.class);
    private long points;

    Verdict(long reward) {
        this.reward = reward;
    }

    /** The first yes a user was told. */
    private static final class Yes {
        private final Grant grant;
        private final long heardAt;
        private boolean toldAsNew;

        Yes(Grant grant, long heardAt) {
            this.grant = grant;
            this.heardAt = heardAt;
        }
    }

    /** A grant as told. */
    private record Grant(long amount, long rank, String requestId, String decidedAt, String position) {
        static Grant of(Heard heard) {
            return new Grant(
                    heard.whole("amount"),
                    heard.whole("rank"),
                    heard.text("requestId"),
                    heard.text("decidedAt"),
                    heard.text("position"));
        }
    }

    synchronized void heard(Ask ask, Heard heard, Reply reply, long sentAt, long heardAt) {
        switch (reply.kind()) {
            case GRANT -> yes(ask.user(), Grant.of(heard), heard.isRepeated(), heardAt);
            case REFUSAL -> no(ask.user(), reply.outcome(), sentAt);
            case INVALID -> add(Contradiction.INVALID, ask.user() + " was told " + reply.wrong());
            default -> {}
        }
    }

    private void yes(String user, Grant grant, boolean repeated, long heardAt) {
        if (grant.amount() != reward) {
            add(Contradiction.WRONG_AMOUNT, user + " was told " + grant.amount() + " points instead of " + reward);
        }
        boolean isFirst = !yes.containsKey(user);
        Yes first = yes.computeIfAbsent(user, u -> new Yes(grant, heardAt));
        boolean another =
                first.grant.rank() != grant.rank() || !first.grant.position().equals(grant.position());
        if (!repeated && first.toldAsNew) {
            add(
                    Contradiction.GRANTED_TWICE,
                    user + " was told " + first.grant + " and then " + grant + ", both as new");
        } else if (!first.grant.equals(grant)) {
            add(Contradiction.GRANT_CHANGED, user + " was told " + first.grant + " and then " + grant);
        }
        if (isFirst || (another && !repeated)) {
            points += grant.amount();
            String other = userOfRank.putIfAbsent(grant.rank(), user);
            if (other != null && !other.equals(user)) {
                add(Contradiction.RANK_SHARED, other + " and " + user + " were both told rank " + grant.rank());
            }
        }
        first.toldAsNew |= !repeated;
    }

    private void no(String user, String outcome, long sentAt) {
        Yes before = yes.get(user);
        if (before != null && before.heardAt < sentAt && !AFTER_YES.contains(outcome)) {
            add(
                    Contradiction.NO_AFTER_YES,
                    user + " was told " + before.grant + ", asked again and was told " + outcome);
        }
    }

    synchronized void late(Ask ask, double seconds) {
        add(Contradiction.LATE, "%s was answered after %.1f s".formatted(ask.user(), seconds));
    }

    synchronized void never(Ask ask, String last) {
        add(Contradiction.NEVER, ask.user() + " has no final answer; the last attempt: " + last);
    }

    private void add(Contradiction kind, String example) {
        counts.merge(kind, 1L, Long::sum);
        List<String> some = examples.computeIfAbsent(kind, k -> new ArrayList<>());
        if (some.size() < EXAMPLES) {
            some.add(example);
        }
    }

    /**
     * What can only be said at the end.
     *
     * @param grantable points: the budget, with top-ups and what was given back
     */
    synchronized void close(long grantable) {
        if (points > grantable) {
            add(Contradiction.OVER_BUDGET, points + " points were granted, and the budget is " + grantable);
        }
        Set<Long> missing = new TreeSet<>();
        long last = userOfRank.keySet().stream().mapToLong(rank -> rank).max().orElse(0);
        for (long rank = 1; rank <= last && missing.size() < 1_000; rank++) {
            if (!userOfRank.containsKey(rank)) {
                missing.add(rank);
            }
        }
        // Each claim that was never answered may be one of them.
        if (missing.size() > counts.getOrDefault(Contradiction.NEVER, 0L)) {
            add(
                    Contradiction.RANK_GAP,
                    "ranks up to " + last + " were told, but not "
                            + missing.stream().limit(10).toList());
        }
    }

    synchronized Map<Contradiction, RushReport.Found> all() {
        Map<Contradiction, RushReport.Found> all = new EnumMap<>(Contradiction.class);
        counts.forEach((kind, count) -> all.put(kind, new RushReport.Found(count, List.copyOf(examples.get(kind)))));
        return all;
    }

    /** How many users were told yes. */
    synchronized int granted() {
        return yes.size();
    }

    synchronized long points() {
        return points;
    }
}
