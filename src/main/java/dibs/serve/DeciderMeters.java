package dibs.serve;

import dibs.stream.DeciderStreams;
import dibs.stream.RocksSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;

/** What is known of a decider's clients, threads and memory from outside; its decisions count themselves. */
final class DeciderMeters {
    private DeciderMeters() {}

    /** Returns what has to be closed before the decider is. */
    static AutoCloseable of(DeciderStreams decider, MeterRegistry registry) {
        KafkaStreamsMetrics streams = new KafkaStreamsMetrics(decider.streams());
        streams.bindTo(registry);
        Gauge.builder("dibs.rocksdb.cache.used", RocksSettings::usedBytes)
                .description("Memory of the stores' cache that is in use, write buffers among it")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("dibs.rocksdb.cache.pinned", RocksSettings::pinnedBytes)
                .description("Of it, what cannot be given up")
                .baseUnit("bytes")
                .register(registry);
        return streams;
    }
}
