package dibs.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * Lets through those of Kafka's own meters that somebody would look at: its clients have some hundreds each, most of
 * them for every topic, partition and store. Stateless and thread-safe.
 */
final class KafkaMeters implements MeterFilter {
    private static final String PREFIX = "kafka.";

    private static final Set<String> USEFUL = Set.of(
            "kafka.consumer.fetch.manager.records.lag",
            "kafka.consumer.fetch.manager.records.consumed.total",
            "kafka.consumer.coordinator.rebalance.total",
            "kafka.consumer.last.poll.seconds.ago",
            "kafka.producer.record.send.total",
            "kafka.producer.record.error.total",
            "kafka.producer.record.retry.total",
            "kafka.producer.request.latency.avg",
            "kafka.producer.buffer.available.bytes",
            "kafka.stream.alive.stream.threads",
            "kafka.stream.failed.stream.threads",
            "kafka.stream.thread.process.total",
            "kafka.stream.thread.commit.latency.avg",
            "kafka.stream.thread.commit.latency.max");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        boolean superfluous = id.getName().startsWith(PREFIX) && !USEFUL.contains(id.getName());
        return superfluous ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
