package dibs.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.compare.Contender.Grant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The grants of Dibs as they would reach the ledger: the committed records of {@code dibs.grants}, from where the topic
 * ended when this was made. Used by one thread.
 */
final class StoredGrants implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final String brokers;
    private final KafkaConsumer<byte[], byte[]> committed;
    private final List<TopicPartition> partitions;
    private Map<TopicPartition, Long> begin;

    StoredGrants(String brokers, String topic, int partitions) {
        this.brokers = brokers;
        this.committed = consumer(IsolationLevel.READ_COMMITTED);
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        committed.assign(this.partitions);
        mark();
    }

    private KafkaConsumer<byte[], byte[]> consumer(IsolationLevel isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "isolation.level",
                        isolation.toString().toLowerCase(Locale.ROOT),
                        "auto.offset.reset",
                        "none",
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** From now on only what is written later is read. */
    void mark() {
        begin = committed.endOffsets(partitions);
    }

    /** Those of one campaign, once all that was written is committed or aborted. */
    List<Grant> of(String campaign) throws IOException {
        Map<TopicPartition, Long> end = settledEnd();
        begin.forEach(committed::seek);
        List<Grant> grants = new ArrayList<>();
        while (partitions.stream().anyMatch(each -> committed.position(each) < end.get(each))) {
            for (ConsumerRecord<byte[], byte[]> record : committed.poll(Duration.ofMillis(100))) {
                JsonNode entry = JSON.readTree(record.value());
                if (entry.get("campaign").asText().equals(campaign)) {
                    grants.add(new Grant(
                            entry.get("user").asText(), entry.get("rank").asLong()));
                }
            }
        }
        return grants;
    }

    private Map<TopicPartition, Long> settledEnd() {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        try (KafkaConsumer<byte[], byte[]> uncommitted = consumer(IsolationLevel.READ_UNCOMMITTED)) {
            while (true) {
                Map<TopicPartition, Long> written = uncommitted.endOffsets(partitions);
                if (written.equals(committed.endOffsets(partitions))) {
                    return written;
                }
                if (System.nanoTime() > deadline) {
                    throw new CompareFailure("grants are not committed after " + LONGEST.toSeconds() + " s");
                }
            }
        }
    }

    @Override
    public void close() {
        committed.close();
    }
}
