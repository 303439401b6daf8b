package dibs.front;

import dibs.campaign.Decision;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Operation;
import java.time.Duration;

/**
 * How long a front may refuse {@code sold_out} by itself, and so how long an operator's answer is held: once it is
 * given, no claim that arrives later at any front may be refused under the old state. Stateless and thread-safe.
 *
 * <p>A lease taken before the operator's request was decided has then run out; one taken after has seen it.
 *
 * @param length of a lease, by the front's own monotonic clock
 */
record SoldOutLease(Duration length) {

    /** How long the answer is held after the decision was read; the tenth more is for clocks that do not run alike. */
    Duration hold(Decision decision) {
        boolean held = decision.match(new Cases<>(
                claim -> false,
                campaign -> campaign.outcome().isInForce() && matters(campaign),
                reversal -> reversal.outcome().isInForce()));
        return held ? length.multipliedBy(11).dividedBy(10) : Duration.ZERO;
    }

    /** Before it was opened nothing was sold out, and what is archived was closed before. */
    private static boolean matters(CampaignDecision decision) {
        return decision.operation() != Operation.OPEN && decision.operation() != Operation.ARCHIVE;
    }
}
