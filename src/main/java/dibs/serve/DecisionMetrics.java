package dibs.serve;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.OpenOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Counts decisions by outcome, as this process computed them. Thread-safe. */
final class DecisionMetrics implements Consumer<Decision> {
    private final Map<ClaimOutcome, Counter> claims = new EnumMap<>(ClaimOutcome.class);
    private final Map<OpenOutcome, Counter> openings = new EnumMap<>(OpenOutcome.class);

    DecisionMetrics(MeterRegistry registry) {
        for (ClaimOutcome outcome : ClaimOutcome.values()) {
            claims.put(outcome, counter(registry, "claim", outcome));
        }
        for (OpenOutcome outcome : OpenOutcome.values()) {
            openings.put(outcome, counter(registry, "open", outcome));
        }
    }

    private static Counter counter(MeterRegistry registry, String type, Enum<?> outcome) {
        return Counter.builder("dibs.decisions")
                .description("Decisions computed by this process, repeated ones apart")
                .tag("type", type)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    @Override
    public void accept(Decision decision) {
        decision.match(new Decision.Cases<>(
                        opening -> openings.get(opening.outcome()), claim -> claims.get(claim.outcome())))
                .increment();
    }
}
