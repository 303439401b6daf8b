package dibs.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the sink must be told: where the log is, and how many rows a second the cluster may write.
 *
 * <p>Immutable. A batch that takes longer than {@code slowBatch} slows the sink down; a grant that waits longer than
 * {@code behindAfter} makes it say so. {@code kafkaProperties} go to every Kafka client first; what exactly-once rests
 * on is set over them.
 */
public record LedgerSettings(
        String bootstrapServers,
        String topicPrefix,
        String groupId,
        int rowsPerSecond,
        Duration slowBatch,
        Duration behindAfter,
        Map<String, String> kafkaProperties) {

    public LedgerSettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(topicPrefix, "topicPrefix");
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(slowBatch, "slowBatch");
        Objects.requireNonNull(behindAfter, "behindAfter");
        kafkaProperties = Map.copyOf(kafkaProperties);
        if (rowsPerSecond < 1) {
            throw new IllegalArgumentException("rowsPerSecond is " + rowsPerSecond + ": it must be at least 1");
        }
    }

    String grantsTopic() {
        return topicPrefix + "grants";
    }

    String deadLettersTopic() {
        return topicPrefix + "dead-letters";
    }

    /** What the grants are read with. */
    Map<String, Object> consumerProperties() {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        // A fetch that waits at the end of one partition holds back those of all others on the same broker.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        config.putAll(kafkaProperties);
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return config;
    }
}
