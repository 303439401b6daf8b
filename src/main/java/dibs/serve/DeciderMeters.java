package dibs.serve;

import dibs.stream.DeciderStreams;
import dibs.stream.RocksSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** What is known of a decider's clients, threads and memory from outside; its decisions count themselves. */
final class DeciderMeters implements AutoCloseable {
    /** Partitions come and go, and each has a lag of its own; most of the time this finds nothing new. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dibs-decider-meters");
        thread.setDaemon(true);
        return thread;
    });
    private final KafkaStreamsMetrics streams;

    /** To be closed before the decider is. */
    DeciderMeters(DeciderStreams decider, MeterRegistry registry) {
        this.streams = new KafkaStreamsMetrics(decider.streams(), List.of(), looks, LOOK);
        streams.bindTo(registry);
        bytes("dibs.rocksdb.cache.used", RocksSettings::usedBytes)
                .description("Memory of the stores' cache that is in use, write buffers among it")
                .register(registry);
        bytes("dibs.rocksdb.cache.pinned", RocksSettings::pinnedBytes)
                .description("Memory of the stores' cache that cannot be given up")
                .register(registry);
    }

    private static Gauge.Builder<Supplier<Number>> bytes(String name, Supplier<Number> value) {
        return Gauge.builder(name, value).baseUnit("bytes");
    }

    @Override
    public void close() {
        looks.shutdownNow();
        streams.close();
    }
}
