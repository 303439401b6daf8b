package dibs.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic {@code dibs.owners}: the last record under a partition's number says who owns it. Compacted, so it is read
 * from its beginning at every start. Used by one thread, but for {@link #wakeup}.
 */
final class OwnersLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnersLog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String topic;
    private final List<TopicPartition> partitions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Connects as {@code client} says, to a topic with that many partitions. */
    OwnersLog(String topic, int partitions, Map<String, Object> client) {
        this.topic = topic;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        this.consumer = new KafkaConsumer<>(reading(client), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(writing(client), new ByteArraySerializer(), new ByteArraySerializer());
        consumer.assign(this.partitions);
        consumer.seekToBeginning(this.partitions);
    }

    private static Map<String, Object> reading(Map<String, Object> client) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // A broker answers in order: whoever asks where the topic ends waits until the fetch before is told.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        return config;
    }

    private static Map<String, Object> writing(Map<String, Object> client) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        return config;
    }

    /** Tells {@code owner} what is new, in its order; returns whether anything was. */
    boolean poll(Duration most, BiConsumer<Integer, Owner> owner) {
        boolean any = false;
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(most)) {
                any |= tell(record, owner);
            }
        } catch (WakeupException e) {
            LOG.debug("woken up to close", e);
        }
        return any;
    }

    private static boolean tell(ConsumerRecord<byte[], byte[]> record, BiConsumer<Integer, Owner> owner) {
        try {
            if (record.value() != null) {
                owner.accept(record.partition(), Owner.of(record.value()));
                return true;
            }
        } catch (IOException e) {
            LOG.warn(
                    "what stands at {}:{} of {} is no owner: {}",
                    record.partition(),
                    record.offset(),
                    record.topic(),
                    e.getMessage());
        }
        return false;
    }

    /** Asks the brokers where the topic ends, and compares. */
    boolean isReadToItsEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        return partitions.stream().allMatch(each -> consumer.position(each, PATIENCE) >= ends.get(each));
    }

    void announce(int partition, Owner owner) {
        byte[] key = Integer.toString(partition).getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(topic, partition, key, owner.toBytes()), (written, failure) -> {
            if (failure != null) {
                LOG.warn("partition {} is not announced yet: {}", partition, failure.getMessage());
            }
        });
    }

    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
        // Else it waits for the fetch that is under way; of its place on the log nobody has to hear.
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
