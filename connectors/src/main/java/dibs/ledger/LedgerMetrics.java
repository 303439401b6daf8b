package dibs.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The sink's meters, taken out of the registry again when it closes. Safe for use by several threads. */
final class LedgerMetrics implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter rows;
    private final Counter deadLetters;
    private final Timer batch;
    private volatile long lag;

    LedgerMetrics(MeterRegistry registry, int ceiling, Supplier<LedgerHealth> health) {
        this.registry = registry;
        this.rows = kept(Counter.builder("dibs.ledger.rows.written").register(registry));
        this.deadLetters = kept(Counter.builder("dibs.ledger.dead.letters").register(registry));
        this.batch = kept(Timer.builder("dibs.ledger.batch").register(registry));
        kept(Gauge.builder("dibs.ledger.ceiling", () -> ceiling)
                .description("rows a second, whole cluster")
                .register(registry));
        kept(Gauge.builder("dibs.ledger.lag.records", () -> lag).register(registry));
        for (LedgerState state : LedgerState.values()) {
            kept(Gauge.builder("dibs.ledger.state", () -> health.get().state() == state ? 1 : 0)
                    .tag("state", state.name().toLowerCase(java.util.Locale.ROOT))
                    .register(registry));
        }
    }

    private <M extends Meter> M kept(M meter) {
        meters.add(meter);
        return meter;
    }

    void written(int count, long nanos) {
        rows.increment(count);
        batch.record(nanos, TimeUnit.NANOSECONDS);
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void lag(long records) {
        lag = records;
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
