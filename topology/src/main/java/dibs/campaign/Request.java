package dibs.campaign;

import java.util.function.Function;

/** One record on the request log, read and valid. The campaign is the record's key, so no request names it. */
public sealed interface Request {

    /** The caller's label, or null: then the request's position stands in. */
    String requestId();

    /** Calls the case that fits; the compiler finds every place when a kind of request is added. */
    <R> R match(Cases<R> cases);

    /** One function for each kind of request. */
    record Cases<R>(Function<Open, R> open, Function<Claim, R> claim) {}

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
}
