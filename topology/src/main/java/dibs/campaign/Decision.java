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
    record Cases<R>(
            Function<ClaimDecision, R> claim,
            Function<CampaignDecision, R> campaign,
            Function<ReversalDecision, R> reversal) {}

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

    /**
     * The decision on an operator's request about a campaign as a whole.
     *
     * @param universalData of the campaign as it is now, changed or not; null if there is none
     */
    record CampaignDecision(
            String campaign,
            Operation operation,
            OperationOutcome outcome,
            UniversalData universalData,
            String requestId,
            long decidedAt,
            Position position)
            implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.campaign().apply(this);
        }
    }

    /**
     * The decision on a reversal.
     *
     * @param holding the grant and its reversal, by this request or by the first; null if there is nothing reversed
     */
    record ReversalDecision(
            String campaign,
            String user,
            OperationOutcome outcome,
            Holding holding,
            String requestId,
            long decidedAt,
            Position position)
            implements Decision {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.reversal().apply(this);
        }
    }
}
