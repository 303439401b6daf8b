package dibs.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * Lets through those of Kafka's own meters that somebody would look at: its clients have some hundreds each, most of
 * them for every topic, partition and store; and those of a topic with a dot in its name twice, the second time with _
 * instead, which would double every sum. Immutable.
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

    private final String topicsPrefix;

    KafkaMeters(String topicsPrefix) {
        this.topicsPrefix = topicsPrefix;
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        if (!id.getName().startsWith(PREFIX)) {
            return MeterFilterReply.NEUTRAL;
        }
        String topic = id.getTag("topic");
        boolean known = topic == null || topic.startsWith(topicsPrefix);
        return known && USEFUL.contains(id.getName()) ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
    }
}
