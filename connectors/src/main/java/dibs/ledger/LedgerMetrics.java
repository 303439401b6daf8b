package dibs.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The sink's meters, taken out of the registry again when it closes. Safe for use by several threads. */
final class LedgerMetrics implements AutoCloseable {
    private static final Duration[] BATCH_BUCKETS = millis(2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000);
    private static final Duration[] DELAY_BUCKETS =
            millis(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000);

    private final MeterRegistry registry;
    private final Set<Meter> meters = new HashSet<>();
    private final Counter rows;
    private final Counter deadLetters;
    private final Timer batch;
    private final Timer delay;

    LedgerMetrics(MeterRegistry registry, int ceiling, WriteRate rate, Lag lag, Supplier<LedgerHealth> health) {
        this.registry = registry;
        this.rows = kept(Counter.builder("dibs.ledger.rows.written")
                .description("by this sink")
                .register(registry));
        this.deadLetters = kept(Counter.builder("dibs.ledger.dead.letters")
                .description("records that could not become rows")
                .register(registry));
        this.batch = kept(Timer.builder("dibs.ledger.batch")
                .description("one call of the database, also where it asked to wait")
                .serviceLevelObjectives(BATCH_BUCKETS)
                .register(registry));
        this.delay = kept(Timer.builder("dibs.ledger.delay")
                .description("from the grant's append to its row")
                .serviceLevelObjectives(DELAY_BUCKETS)
                .register(registry));
        gauge("dibs.ledger.ceiling", "rows a second, whole cluster", () -> ceiling);
        gauge("dibs.ledger.rate", "rows a second this sink writes at most by now", rate::rowsPerSecond);
        gauge("dibs.ledger.lag.records", "records of this sink's partitions not in the ledger yet", lag::records);
        gauge("dibs.ledger.lag.seconds", "age of the oldest record read and not in the ledger yet", lag::seconds);
        for (LedgerState state : LedgerState.values()) {
            kept(Gauge.builder("dibs.ledger.state", () -> health.get().state() == state ? 1 : 0)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry));
        }
    }

    private static Duration[] millis(long... bounds) {
        return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        kept(Gauge.builder(name, value).description(description).register(registry));
    }

    private synchronized <M extends Meter> M kept(M meter) {
        meters.add(meter);
        return meter;
    }

    void answered(long nanos) {
        batch.record(nanos, TimeUnit.NANOSECONDS);
    }

    void written(int count, List<PendingRecord> records) {
        rows.increment(count);
        long now = System.currentTimeMillis();
        for (PendingRecord each : records) {
            if (each.row().isPresent()) {
                delay.record(Math.max(0, now - each.record().timestamp()), TimeUnit.MILLISECONDS);
            }
        }
    }

    void deadLetter() {
        deadLetters.increment();
    }

    /** What the database or the log refused: a SQLSTATE, or "kafka". */
    void failure(String state) {
        kept(Counter.builder("dibs.ledger.failures")
                        .description("tries that failed and were or will be made again")
                        .tag("state", state)
                        .register(registry))
                .increment();
    }

    @Override
    public synchronized void close() {
        meters.forEach(registry::remove);
    }
}
