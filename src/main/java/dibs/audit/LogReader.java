package dibs.audit;

import dibs.terminal.Progress;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads one partition of a span, record by record. Not thread-safe. */
final class LogReader implements AutoCloseable {
    /** Longer than a broker leaves a dead transaction open. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long end;
    private final Progress progress;
    private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
    private long reported;

    LogReader(Map<String, Object> client, Span span, int partition, IsolationLevel isolation, Progress progress) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString().toLowerCase(Locale.ROOT));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        // A reader at the end is closed only when the broker has answered its last question.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partition = new TopicPartition(span.topic(), partition);
        this.end = span.end(partition);
        this.progress = progress;
        this.reported = span.begin(partition);
        consumer.assign(List.of(this.partition));
        consumer.seek(this.partition, reported);
    }

    /** The next record, or null at the end of the span. */
    ConsumerRecord<byte[], byte[]> next() {
        if (!polled.hasNext()) {
            poll();
        }
        if (!polled.hasNext()) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> record = polled.next();
        if (record.offset() >= end) {
            polled = Collections.emptyIterator();
            return null;
        }
        return record;
    }

    private void poll() {
        try {
            long waitedSince = System.nanoTime();
            long position = consumer.position(partition);
            while (!polled.hasNext() && position < end) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
                polled = records.iterator();
                if (consumer.position(partition) > position) {
                    position = consumer.position(partition);
                    waitedSince = System.nanoTime();
                } else if (System.nanoTime() - waitedSince > PATIENCE.toNanos()) {
                    throw new AuditFailure(partition + " cannot be read past offset " + position + " of " + end
                            + ": a broker is away, or a transaction stays open");
                }
            }
            progress.step(Math.min(position, end) - reported);
            reported = Math.min(position, end);
        } catch (KafkaException e) {
            throw new AuditFailure(partition + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
