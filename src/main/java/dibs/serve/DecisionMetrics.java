package dibs.serve;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Counts decisions by outcome, as this process computed them. Thread-safe. */
final class DecisionMetrics implements Consumer<Decision> {
    private final MeterRegistry registry;
    private final Map<ClaimOutcome, Counter> claims = new EnumMap<>(ClaimOutcome.class);

    DecisionMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (ClaimOutcome outcome : ClaimOutcome.values()) {
            claims.put(outcome, counter("claim", outcome));
        }
    }

    private Counter counter(String type, Enum<?> outcome) {
        return Counter.builder("dibs.decisions")
                .description("Decisions computed by this process, repeated ones apart")
                .tag("type", type)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** Operators ask so rarely that their counters are looked up each time. */
    private Counter counter(Operation operation, OperationOutcome outcome) {
        return counter(operation.wireName(), outcome);
    }

    @Override
    public void accept(Decision decision) {
        decision.match(new Decision.Cases<>(
                        claim -> claims.get(claim.outcome()),
                        campaign -> counter(campaign.operation(), campaign.outcome()),
                        reversal -> counter(Operation.REVERSE, reversal.outcome())))
                .increment();
    }
}
