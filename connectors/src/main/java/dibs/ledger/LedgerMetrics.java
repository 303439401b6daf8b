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
    static final String LOG_FAILED = "kafka";

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
                .description("Rows this sink wrote into the ledger")
                .register(registry));
        this.deadLetters = kept(Counter.builder("dibs.ledger.dead.letters")
                .description("Records of grants that could not become rows and were set aside")
                .register(registry));
        this.batch = kept(Timer.builder("dibs.ledger.batch")
                .description("Time of one call of the database, also where it asked to wait")
                .serviceLevelObjectives(BATCH_BUCKETS)
                .register(registry));
        this.delay = kept(Timer.builder("dibs.ledger.delay")
                .description("Time from the grant's append to its row")
                .serviceLevelObjectives(DELAY_BUCKETS)
                .register(registry));
        gauge("dibs.ledger.ceiling.rows.per.second", "Rows the whole cluster may write in a second", () -> ceiling);
        gauge(
                "dibs.ledger.limit.rows.per.second",
                "Rows this sink lets itself write in a second by now",
                rate::rowsPerSecond);
        gauge(
                "dibs.ledger.lag.records",
                "Records of this sink's partitions that are not in the ledger yet",
                lag::records);
        gauge(
                "dibs.ledger.lag.seconds",
                "Age of the oldest record that is read and not in the ledger yet",
                lag::seconds);
        failures(LOG_FAILED);
        for (LedgerState state : LedgerState.values()) {
            kept(Gauge.builder("dibs.ledger.state", () -> health.get().state() == state ? 1 : 0)
                    .description("1 for the state the sink is in, 0 for the others")
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

    /** What the database or the log refused: a SQLSTATE, or {@link #LOG_FAILED}. */
    void failure(String cause) {
        failures(cause).increment();
    }

    private Counter failures(String cause) {
        return kept(Counter.builder("dibs.ledger.failures")
                .description("Tries that failed and are made again, by SQLSTATE, or kafka")
                .tag("cause", cause)
                .register(registry));
    }

    @Override
    public synchronized void close() {
        meters.forEach(registry::remove);
    }
}
