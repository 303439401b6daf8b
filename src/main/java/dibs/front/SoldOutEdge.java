package dibs.front;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dibs.campaign.CampaignState;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Phase;
import dibs.campaign.Request.Claim;
import dibs.cluster.StoreAnswer;
import dibs.front.Refusals.Reason;
import dibs.front.SoldOutCampaign.Lease;
import dibs.front.SoldOutCampaign.Renewal;
import dibs.front.SoldOutCampaign.Turn;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

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
    /** Since the log last said so. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    /** Longer than an owner that is well needs; a claim that waited in vain still has most of its time. */
    private static final Duration LOOK = Duration.ofMillis(50);
    /** Clocks of brokers, which decide, and of fronts may differ so much. */
    private static final long CLOCKS_DIFFER_MILLIS = 5_000;

    private static final Set<ClaimOutcome> MAY_BE_SOLD_OUT =
            EnumSet.of(ClaimOutcome.SOLD_OUT, ClaimOutcome.REPEATED, ClaimOutcome.REVERSED);

    private final Stores stores;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Executor threads;
    private final Refusals refusals;
    private final long lengthNanos;
    private final Cache<String, SoldOutCampaign> campaigns;
    private final Counter answered;

    /** Hands a claim to the log. */
    interface Log {
        /**
         * Throws a problem where the log does not take it.
         *
         * @param renewing whether others wait for what it is told, so that it goes there also where many wait
         * @return completed with null where there is no decision in time
         */
        CompletableFuture<ClaimDecision> ask(boolean renewing);
    }

    /** The owners' stores, asked as by {@link StoreQueries#find}. */
    interface Stores {
        CompletableFuture<StoreAnswer> find(String campaign, String user, AtLeast seen, Duration most);
    }

    /**
     * For one front.
     *
     * @param nanos as {@link System#nanoTime()} counts
     * @param threads that answer those who waited for another's claim
     */
    SoldOutEdge(
            Stores stores,
            SoldOutLease lease,
            Clock clock,
            LongSupplier nanos,
            Executor threads,
            Refusals refusals,
            MeterRegistry registry) {
        this.stores = stores;
        this.clock = clock;
        this.nanos = nanos;
        this.threads = threads;
        this.refusals = refusals;
        this.lengthNanos = lease.length().toNanos();
        this.campaigns = Caffeine.newBuilder()
                .maximumSize(CAMPAIGNS)
                .expireAfterWrite(REMEMBERED)
                .build();
        this.answered = Counter.builder("dibs.claims.answered.at.edge")
                .description("Claims of sold-out campaigns that were answered without the log")
                .register(registry);
    }

    /** Whether {@link #decide} asks the log for one claim in each half lease only, as long as it is sure. */
    boolean knows(String campaign) {
        return campaigns.getIfPresent(campaign) != null;
    }

    /** The decision, by {@code log} where that has to be asked; what that throws is thrown. */
    CompletableFuture<ClaimDecision> decide(String campaign, Claim claim, Log log) {
        SoldOutCampaign known = campaigns.getIfPresent(campaign);
        if (known == null) {
            return ask(campaign, log, false);
        }
        Turn turn = known.next(nanos.getAsLong());
        return turn.renewal() == null
                ? turn.lease().thenCompose(lease -> decide(campaign, claim, lease, log))
                : renew(campaign, known, turn.renewal(), log);
    }

    private CompletableFuture<ClaimDecision> decide(String campaign, Claim claim, Lease lease, Log log) {
        if (lease == null) {
            return ask(campaign, log, false);
        }
        CompletableFuture<Optional<ClaimDecision>> looked = refuse(campaign, claim, lease);
        // Whoever brings the answer of another instance, or says that it is late, must not wait for the log.
        Executor here = looked.isDone() ? Runnable::run : threads;
        return looked.thenComposeAsync(
                sure -> sure.map(CompletableFuture::completedFuture).orElseGet(() -> ask(campaign, log, false)), here);
    }

    private CompletableFuture<ClaimDecision> renew(String campaign, SoldOutCampaign known, Renewal renewal, Log log) {
        CompletableFuture<ClaimDecision> answer;
        try {
            answer = ask(campaign, log, true);
        } catch (RuntimeException | Error e) {
            known.end(renewal, null, () -> e, threads);
            throw e;
        }
        return answer.whenComplete((decision, failure) -> {
            if (decision == null) {
                // They would wait as long again, for a log that has too much to do already.
                known.end(renewal, null, () -> failure == null ? refusals.count(Reason.WAIT) : failure, threads);
            } else {
                told(campaign, known, renewal, decision);
            }
        });
    }

    /**
     * What the log tells a user of something of his own is its word as well: those who wait look whether it is sold out in a
     * store that is as new. Where it tells anything else, everybody has to ask.
     */
    private void told(String campaign, SoldOutCampaign known, Renewal renewal, ClaimDecision decision) {
        Lease lease = null;
        if (MAY_BE_SOLD_OUT.contains(decision.outcome())) {
            lease = new Lease(renewal.begun(), decision.position());
            known.learn(lease);
        } else {
            campaigns.asMap().remove(campaign, known);
        }
        known.end(renewal, lease, null, threads);
    }

    private CompletableFuture<ClaimDecision> ask(String campaign, Log log, boolean renewing) {
        long begun = nanos.getAsLong();
        return log.ask(renewing).whenComplete((decision, failure) -> {
            if (decision != null && decision.outcome() == ClaimOutcome.SOLD_OUT) {
                learn(campaign, new Lease(begun, decision.position()));
            }
        });
    }

    private void learn(String campaign, Lease lease) {
        campaigns.asMap().compute(campaign, (id, known) -> {
            if (known == null) {
                return new SoldOutCampaign(lengthNanos, lease);
            }
            known.learn(lease);
            return known;
        });
    }

    /** Empty where the claim has to go to the log. */
    private CompletableFuture<Optional<ClaimDecision>> refuse(String campaign, Claim claim, Lease lease) {
        AtLeast refused = new AtLeast(
                Map.of(lease.position().partition(), lease.position().offset()));
        return stores.find(campaign, claim.user(), refused, LOOK)
                .orTimeout(LOOK.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(found -> answer(campaign, claim, found))
                .exceptionally(unsure -> Optional.empty());
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
