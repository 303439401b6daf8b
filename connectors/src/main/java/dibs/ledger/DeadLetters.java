package dibs.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts records that cannot become rows on the dead letter topic, and returns only once they are there.
 *
 * <p>At least once: after a crash the same letter may be there twice, with the same origin. Not thread-safe.
 */
final class DeadLetters implements AutoCloseable {
    static final int MAX_VALUE_BYTES = 4 << 10;

    /** Milliseconds; together far below the time a consumer may take between two polls. */
    private static final int BLOCK_MILLIS = 2_000;

    private static final int DELIVERY_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 3_000;

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    DeadLetters(LedgerSettings settings) {
        this.topic = settings.deadLettersTopic();
        Map<String, Object> config = new HashMap<>(settings.kafkaProperties());
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Returns once the letter is there; on a {@link KafkaException} that is not certain, and it must be sent again. */
    void send(ConsumerRecord<byte[], byte[]> record, String reason) {
        try {
            producer.send(letter(record, reason)).get(BLOCK_MILLIS + DELIVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("no dead letter could be written to " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> record, String reason) {
        byte[] value = record.value();
        byte[] kept = value == null ? null : Arrays.copyOf(value, Math.min(value.length, MAX_VALUE_BYTES));
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, record.key(), kept);
        header(letter, "reason", reason);
        header(letter, "topic", record.topic());
        header(letter, "partition", Integer.toString(record.partition()));
        header(letter, "offset", Long.toString(record.offset()));
        return letter;
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add("dibs-error-" + name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close(Duration.ofMillis(BLOCK_MILLIS));
    }
}
