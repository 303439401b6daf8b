package dibs.front;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Holding;
import dibs.campaign.Position;
import dibs.campaign.Request.Claim;
import dibs.cluster.StoreAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks for a decision whose reply did not come: the owner's store knows what was granted. Why something was refused is
 * in no store, so that stays undecided for its caller, who is told where to ask. Stateless and thread-safe.
 */
final class MissedDecisions {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final StoreQueries queries;
    private final Counter found;

    MissedDecisions(StoreQueries queries, MeterRegistry registry) {
        this.queries = queries;
        this.found = Counter.builder("dibs.replies.missed")
                .description("Grants found in the owner's store, whose reply did not come in time")
                .register(registry);
    }

    /**
     * What became of a claim.
     *
     * @param position of the claim, or null where the log has not confirmed it
     */
    CompletableFuture<Optional<ClaimDecision>> find(String campaign, Claim claim, Position position) {
        if (position == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        AtLeast decided = new AtLeast(Map.of(position.partition(), position.offset()));
        return queries.find(campaign, claim.user(), decided, LOOK)
                .orTimeout(LOOK.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> Optional.ofNullable(answer.holding())
                        .filter(holding ->
                                !holding.isReversed() && !answer.campaign().isArchived())
                        .map(holding -> granted(campaign, claim, position, answer, holding)))
                .exceptionally(unsure -> Optional.empty());
    }

    private ClaimDecision granted(
            String campaign, Claim claim, Position position, StoreAnswer answer, Holding holding) {
        found.increment();
        boolean first = holding.grant().position().equals(position);
        return new ClaimDecision(
                campaign,
                claim.user(),
                first ? ClaimOutcome.GRANTED : ClaimOutcome.REPEATED,
                holding.grant(),
                holding.grant().requestId(),
                holding.grant().decidedAt(),
                answer.position());
    }
}
