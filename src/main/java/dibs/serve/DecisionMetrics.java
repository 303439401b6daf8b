package dibs.serve;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import dibs.metrics.Buckets;
import dibs.stream.DeciderObserver;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what this process decides, by outcome, and measures how long it stood on the log before. Thread-safe. */
final class DecisionMetrics implements DeciderObserver {
    /** How long the largest lead of the log's clock is shown. */
    private static final long SHOWN_MILLIS = 60_000;

    private final MeterRegistry registry;
    private final Map<ClaimOutcome, Counter> claims = new EnumMap<>(ClaimOutcome.class);
    private final Timer delay;
    private final Counter deadLetters;
    private final Counter sentHome;
    private final TimeWindowMax ahead = new TimeWindowMax(Clock.SYSTEM, SHOWN_MILLIS, 3);

    DecisionMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (ClaimOutcome outcome : ClaimOutcome.values()) {
            claims.put(outcome, counter("claim", outcome));
        }
        this.delay = Timer.builder("dibs.decisions.delay")
                .description("Time from a request's append to its decision")
                .serviceLevelObjectives(Buckets.ofClaims())
                .register(registry);
        this.deadLetters = counter("dibs.decider.dead.letters", "Records of the request log that are no requests");
        this.sentHome = counter("dibs.decider.strays", "Records sent to their campaign's partition");
        TimeGauge.builder("dibs.log.clock.ahead", ahead, TimeUnit.MILLISECONDS, TimeWindowMax::poll)
                .description("Most by which the log's clock was ahead of this process's, in about a minute")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Counter counter(String type, Enum<?> outcome) {
        return Counter.builder("dibs.decisions")
                .description("Decisions computed by this process, those computed again after a crash among them")
                .tag("type", type)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** Operators ask so rarely that their counters are looked up each time. */
    private Counter counter(Operation operation, OperationOutcome outcome) {
        return counter(operation.wireName(), outcome);
    }

    @Override
    public void decided(Decision decision) {
        decision.match(new Decision.Cases<>(
                        claim -> claims.get(claim.outcome()),
                        campaign -> counter(campaign.operation(), campaign.outcome()),
                        reversal -> counter(Operation.REVERSE, reversal.outcome())))
                .increment();
        long waited = System.currentTimeMillis() - decision.decidedAt();
        delay.record(Duration.ofMillis(Math.max(0, waited)));
        ahead.record((double) Math.max(0, -waited));
    }

    @Override
    public void deadLetter() {
        deadLetters.increment();
    }

    @Override
    public void sentHome() {
        sentHome.increment();
    }
}
