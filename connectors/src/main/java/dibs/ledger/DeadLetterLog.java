package dibs.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the dead letter topic from its beginning to where it ends now.
 *
 * <p>A letter that was written twice (its sender was killed in between) counts once. Records that name no origin are
 * not ours and are left out. Holds about 1 KiB for each letter. Used by one thread only.
 */
public final class DeadLetterLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int SHOWN_CHARS = 200;
    private static final String HEADER = "dibs-error-";

    private final Map<String, Object> client;
    private final String topic;
    private final String entriesTopic;
    private final Map<String, DeadLetter> letters = new LinkedHashMap<>();

    /**
     * Reads nothing yet.
     *
     * @param client how to reach the brokers
     * @param entriesTopic the only topic whose letters may hold an entry, whatever others look like
     */
    public DeadLetterLog(Map<String, Object> client, String topic, String entriesTopic) {
        this.client = client;
        this.topic = topic;
        this.entriesTopic = entriesTopic;
    }

    /** All letters in the order of each partition; throws {@code KafkaException} if the brokers do not answer. */
    public List<DeadLetter> read() {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!isRead(consumer, ends)) {
                consumer.poll(POLL).forEach(this::add);
            }
        }
        return List.copyOf(letters.values());
    }

    private static boolean isRead(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        Collection<TopicPartition> all = ends.keySet();
        return all.stream().allMatch(each -> consumer.position(each) >= ends.get(each));
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        String partition = header(record, "partition");
        String offset = header(record, "offset");
        if (partition.matches("[0-9]{1,9}") && offset.matches("[0-9]{1,18}")) {
            DeadLetter letter = new DeadLetter(
                    record.partition() + ":" + record.offset(),
                    Instant.ofEpochMilli(record.timestamp()),
                    header(record, "topic"),
                    Integer.parseInt(partition),
                    Long.parseLong(offset),
                    shown(header(record, "reason")),
                    record.value() == null ? "" : shown(new String(record.value(), StandardCharsets.UTF_8)),
                    entry(record));
            letters.putIfAbsent(letter.topic() + " " + partition + ":" + offset, letter);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(HEADER + name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Short, and without what a terminal would take for a command. */
    private static String shown(String text) {
        return text.substring(0, Math.min(SHOWN_CHARS, text.length())).replaceAll("\\p{C}+", " ");
    }

    private Optional<LedgerEntry> entry(ConsumerRecord<byte[], byte[]> letter) {
        if (!header(letter, "topic").equals(entriesTopic)) {
            return Optional.empty();
        }
        try {
            return Optional.of(GrantReader.read(letter));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
