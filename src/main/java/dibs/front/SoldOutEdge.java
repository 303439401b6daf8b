package dibs.front;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dibs.campaign.CampaignState;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Phase;
import dibs.campaign.Position;
import dibs.campaign.Request.Claim;
import dibs.cluster.StoreAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Answers claims of a campaign that is sold out without the log, for the length of a {@link SoldOutLease} after the log
 * itself refused one: so that most of a rush, which comes too late, costs one read of a store each.
 *
 * <p>The lease is counted from before that claim was handed to the log, by this front's monotonic clock. Whether this
 * user has something is asked of the owner's store, which must hold at least what the log refused by. Whatever is not
 * sure goes to the log. Thread-safe.
 */
final class SoldOutEdge {
    private static final int CAMPAIGNS = 10_000;
    /** Longer than an owner that is well needs; a claim that waited in vain still has most of its time. */
    private static final Duration LOOK = Duration.ofMillis(50);
    /** Clocks of brokers, which decide, and of fronts may differ so much. */
    private static final long CLOCKS_DIFFER_MILLIS = 5_000;

    private final StoreQueries queries;
    private final Clock clock;
    private final long lengthNanos;
    private final Cache<String, Lease> leases;
    private final Counter answered;

    /**
     * A campaign that was sold out.
     *
     * @param taken as {@link System#nanoTime()} counts
     * @param position of the claim that the log refused
     * @param renewing whether a claim was sent to the log to take the next lease
     */
    private record Lease(long taken, Position position, AtomicBoolean renewing) {}

    SoldOutEdge(StoreQueries queries, SoldOutLease lease, Clock clock, MeterRegistry registry) {
        this.queries = queries;
        this.clock = clock;
        this.lengthNanos = lease.length().toNanos();
        this.leases = Caffeine.newBuilder()
                .maximumSize(CAMPAIGNS)
                .expireAfterWrite(lease.length())
                .build();
        this.answered = Counter.builder("dibs.claims.answered.at.edge")
                .description("Claims of sold-out campaigns that were answered without the log")
                .register(registry);
    }

    /** What the log told a claim that was handed to it after {@code begun}. */
    void learn(ClaimDecision decision, long begun) {
        if (decision.outcome() == ClaimOutcome.SOLD_OUT) {
            Lease lease = new Lease(begun, decision.position(), new AtomicBoolean());
            leases.asMap().merge(decision.campaign(), lease, SoldOutEdge::later);
        }
    }

    private static Lease later(Lease one, Lease other) {
        return other.taken() - one.taken() > 0 ? other : one;
    }

    /** Whether {@link #answer} need not ask the log, as long as it is sure. */
    boolean holds(String campaign) {
        Lease lease = leases.getIfPresent(campaign);
        return lease != null && System.nanoTime() - lease.taken() < lengthNanos;
    }

    /** The answer, or empty where the claim has to go to the log. */
    CompletableFuture<Optional<ClaimDecision>> answer(String campaign, Claim claim) {
        Lease lease = leases.getIfPresent(campaign);
        if (lease == null || !covers(lease)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        AtLeast refused = new AtLeast(
                Map.of(lease.position().partition(), lease.position().offset()));
        return queries.find(campaign, claim.user(), refused, LOOK)
                .orTimeout(LOOK.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(found -> answer(campaign, claim, found))
                .exceptionally(unsure -> Optional.empty());
    }

    /** From half its length on, one claim is let through to take the next lease. */
    private boolean covers(Lease lease) {
        long age = System.nanoTime() - lease.taken();
        boolean renews = age >= lengthNanos / 2 && lease.renewing().compareAndSet(false, true);
        return age < lengthNanos && !renews;
    }

    private Optional<ClaimDecision> answer(String campaign, Claim claim, StoreAnswer found) {
        CampaignState state = found.campaign();
        if (state == null || state.isArchived()) {
            return Optional.empty();
        }
        Optional<ClaimOutcome> outcome = found.holding() == null ? refusal(state) : Optional.of(held(found.holding()));
        return outcome.map(known -> {
            answered.increment();
            Grant grant = known.isGranted() ? found.holding().grant() : null;
            String label = claim.requestId() == null ? found.position().toString() : claim.requestId();
            return new ClaimDecision(campaign, claim.user(), known, grant, label, state.time(), found.position());
        });
    }

    private static ClaimOutcome held(Holding holding) {
        return holding.isReversed() ? ClaimOutcome.REVERSED : ClaimOutcome.REPEATED;
    }

    /** Only what the lease is about; soon before {@code closesAt} the log's clock decides. */
    private Optional<ClaimOutcome> refusal(CampaignState state) {
        boolean sure = state.phase() == Phase.RUNNING
                && state.isSoldOut()
                && !state.terms().isAfterClosing(clock.millis() + CLOCKS_DIFFER_MILLIS);
        return sure ? Optional.of(ClaimOutcome.SOLD_OUT) : Optional.empty();
    }
}
