package dibs.trim;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed on a partition, record by record, without keeping any. Used by one thread. */
final class CommittedLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Longer than a broker leaves a dead transaction open. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaConsumer<byte[], byte[]> consumer;

    CommittedLog(Map<String, Object> client) {
        Map<String, Object> config = new HashMap<>(client);
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "none");
        config.put("enable.auto.commit", false);
        config.put("max.poll.records", 5_000);
        config.put("fetch.max.wait.ms", 20);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether to read on after a record. */
    interface Visitor {
        boolean visit(ConsumerRecord<byte[], byte[]> record);
    }

    /** Shows {@code visitor} the records from one offset up to before another, or as far as it wants them. */
    void read(TopicPartition partition, long from, long to, Visitor visitor) {
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long movedAt = System.nanoTime();
            for (long position = from; position < to; position = consumer.position(partition)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                    if (record.offset() >= to || !visitor.visit(record)) {
                        return;
                    }
                }
                if (consumer.position(partition) > position) {
                    movedAt = System.nanoTime();
                } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                    throw new TrimFailure(partition + " cannot be read past offset " + position + " of " + to
                            + ": a broker is away, or a transaction stays open");
                }
            }
        } catch (KafkaException e) {
            throw new TrimFailure(partition + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
