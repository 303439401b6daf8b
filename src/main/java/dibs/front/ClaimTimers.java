package dibs.front;

import dibs.campaign.ClaimOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How long claims take from arrival to answer, by outcome. Thread-safe. */
final class ClaimTimers {
    private final MeterRegistry registry;
    private final Map<ClaimOutcome, Timer> byOutcome = new EnumMap<>(ClaimOutcome.class);
    private final Timer undecided;

    ClaimTimers(MeterRegistry registry) {
        this.registry = registry;
        for (ClaimOutcome outcome : ClaimOutcome.values()) {
            byOutcome.put(outcome, timer(outcome.name().toLowerCase(Locale.ROOT)));
        }
        this.undecided = timer("undecided");
    }

    private Timer timer(String outcome) {
        return Timer.builder("dibs.http.claims")
                .description("Time from a claim's arrival to its answer")
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .register(registry);
    }

    Timer.Sample start() {
        return Timer.start(registry);
    }

    /** Of that outcome, or of those that were not decided in time where it is null. */
    void stop(Timer.Sample started, ClaimOutcome outcome) {
        started.stop(outcome == null ? undecided : byOutcome.get(outcome));
    }
}
