package dibs.campaign;

import java.util.function.Function;

/** One record on the request log, read and valid. The campaign is the record's key, so no request names it. */
public sealed interface Request {

    /** The caller's label, or null: then the request's position stands in. */
    String requestId();

    /** Calls the case that fits; the compiler finds every place when a kind of request is added. */
    <R> R match(Cases<R> cases);

    /** One function for each kind of request. */
    record Cases<R>(
            Function<Open, R> open, Function<Claim, R> claim, Function<Amend, R> amend, Function<Reverse, R> reverse) {}

    /**
     * Opens a campaign.
     *
     * @param rules version of the rules the campaign is decided by
     * @param terms what the campaign gives, and when
     */
    record Open(int rules, Terms terms, String requestId) implements Request {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.open().apply(this);
        }
    }

    /** Asks for the campaign's reward for {@code user}. */
    record Claim(String user, String requestId) implements Request {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.claim().apply(this);
        }
    }

    /**
     * Tops up, pauses, resumes, closes or archives a campaign.
     *
     * @param amount points of a top-up, 1 to {@link Limits#MAX_BUDGET}; else 0
     */
    record Amend(Operation operation, long amount, String requestId) implements Request {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.amend().apply(this);
        }
    }

    /** Takes the grant of {@code user} back. */
    record Reverse(String user, boolean returnBudget, String reason, String requestId) implements Request {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reverse().apply(this);
        }
    }
}
