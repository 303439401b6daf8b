package dibs.campaign;

import java.util.function.Function;

/** What the log says happened to one request. Final as soon as it is computed: the same log gives it again. */
public sealed interface Decision {

    String campaign();

    /** The caller's label, or the request's position where the caller gave none. */
    String requestId();

    /** Milliseconds since 1970, UTC: the request's append time, never running backwards within a campaign. */
    long decidedAt();

    /** The position of the request this decides. */
    Position position();

    /** Calls the case that fits. */
    <R> R match(Cases<R> cases);

    /** One function for each kind of decision. */
    record Cases<R>(Function<Opening, R> opening, Function<ClaimDecision, R> claim) {}

    /**
     * The decision on an {@code open}.
     *
     * @param universalData of the campaign that now bears the id: the new one, or the one that was there
     */
    record Opening(
            String campaign,
            OpenOutcome outcome,
            UniversalData universalData,
            String requestId,
            long decidedAt,
            Position position)
            implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.opening().apply(this);
        }
    }

    /**
     * The decision on a claim.
     *
     * @param grant what the user has, if the outcome is a grant, new or repeated; else null
     */
    record ClaimDecision(
            String campaign,
            String user,
            ClaimOutcome outcome,
            Grant grant,
            String requestId,
            long decidedAt,
            Position position)
            implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.claim().apply(this);
        }
    }
}
