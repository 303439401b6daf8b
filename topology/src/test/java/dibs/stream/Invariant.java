package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Request;
import dibs.stream.SimulatedPartition.Step;

/**
 * Something that must hold after every step, by name.
 *
 * @param check says what it saw, or null if it holds
 */
record Invariant(String name, Check check) {

    /** Looks at one step, with what was known of the campaign before it. */
    interface Check {
        String violation(Seen seen);
    }

    /**
     * One step as the invariants see it.
     *
     * @param campaign id, or null where the record was not decided
     * @param request as it was sent, or null where the record was not decided
     * @param model what the campaign's decisions added up to before this step; null like the request
     * @param before the campaign's stored state before, or null
     * @param after the campaign's stored state after, or null
     */
    record Seen(
            Step step,
            String campaign,
            Request request,
            CampaignModel model,
            CampaignState before,
            CampaignState after) {}

    /** An invariant that does not hold. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String invariant;

        Violation(String invariant, String message) {
            super(invariant + ": " + message);
            this.invariant = invariant;
        }

        String invariant() {
            return invariant;
        }
    }
}
