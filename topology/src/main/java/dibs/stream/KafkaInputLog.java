package dibs.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks at the request log with a consumer of its own; asked only when a partition is taken over. Thread-safe: one call
 * at a time.
 */
final class KafkaInputLog implements InputLog, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;

    /**
     * Connects as {@code clientConfig} says; it reads committed records only, from offsets it chooses itself, and is in
     * the decider's group only to ask for its offsets: it never joins.
     */
    KafkaInputLog(String topic, Map<String, Object> clientConfig) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(clientConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public synchronized OptionalLong committed(int partition) {
        TopicPartition log = new TopicPartition(topic, partition);
        OffsetAndMetadata committed = consumer.committed(Set.of(log)).get(log);
        return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
    }

    @Override
    public synchronized OptionalLong firstAtOrAfter(int partition, long from) {
        TopicPartition log = new TopicPartition(topic, partition);
        long end = end(log);
        consumer.seek(log, Math.max(from, beginning(partition)));
        while (consumer.position(log) < end) {
            List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(log);
            if (!records.isEmpty()) {
                return OptionalLong.of(records.get(0).offset());
            }
        }
        return OptionalLong.empty();
    }

    /** Offset of the first record that is still there. */
    synchronized long beginning(int partition) {
        TopicPartition log = new TopicPartition(topic, partition);
        return consumer.beginningOffsets(Set.of(log)).get(log);
    }

    /** Append time of the record at {@code offset}; empty if there is none. */
    synchronized OptionalLong appendTime(int partition, long offset) {
        TopicPartition log = new TopicPartition(topic, partition);
        long end = end(log);
        if (offset >= end) {
            return OptionalLong.empty();
        }
        consumer.seek(log, offset);
        while (consumer.position(log) <= offset) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(log)) {
                return record.offset() == offset ? OptionalLong.of(record.timestamp()) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public synchronized long lastAfter(int partition, long after) {
        TopicPartition log = new TopicPartition(topic, partition);
        long end = end(log);
        long first = Math.max(after + 1, beginning(partition));
        for (long back = 1; end - back > first; back *= 2) {
            long last = lastBetween(log, end - back, end);
            if (last >= 0) {
                return last;
            }
        }
        return Math.max(after, lastBetween(log, first, end));
    }

    private long lastBetween(TopicPartition log, long from, long end) {
        long last = -1;
        if (from < end) {
            consumer.seek(log, from);
            while (consumer.position(log) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(log)) {
                    last = record.offset() < end ? record.offset() : last;
                }
            }
        }
        return last;
    }

    @Override
    public synchronized long end(int partition) {
        return end(new TopicPartition(topic, partition));
    }

    private long end(TopicPartition log) {
        consumer.assign(Set.of(log));
        return consumer.endOffsets(Set.of(log)).get(log);
    }

    /** Whoever is asking is refused: a partition without a leader must not hold up the end of the process. */
    @Override
    public void close() {
        consumer.wakeup();
        synchronized (this) {
            consumer.close();
        }
    }
}
