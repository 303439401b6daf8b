package dibs.ledger;

import java.util.Map;
import java.util.Objects;

/**
 * What the sink must be told: where the log is, and how many rows a second the cluster may write.
 *
 * <p>Immutable. {@code kafkaProperties} go to every Kafka client first; what exactly-once rests on is set over them.
 */
public record LedgerSettings(
        String bootstrapServers,
        String topicPrefix,
        String groupId,
        int rowsPerSecond,
        Map<String, String> kafkaProperties) {

    /** More rows in one statement gain nothing and hold the cluster's one lock for longer. */
    static final int MAX_BATCH_ROWS = 1_000;

    /** A batch is a twentieth of a second's rows, so that instances take turns many times a second. */
    private static final int BATCHES_PER_SECOND = 20;

    public LedgerSettings {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(topicPrefix, "topicPrefix");
        Objects.requireNonNull(groupId, "groupId");
        kafkaProperties = Map.copyOf(kafkaProperties);
        if (rowsPerSecond < 1) {
            throw new IllegalArgumentException("rowsPerSecond is " + rowsPerSecond + ": it must be at least 1");
        }
    }

    public LedgerSettings(String bootstrapServers, String topicPrefix, int rowsPerSecond) {
        this(bootstrapServers, topicPrefix, topicPrefix + "ledger", rowsPerSecond, Map.of());
    }

    String grantsTopic() {
        return topicPrefix + "grants";
    }

    String deadLettersTopic() {
        return topicPrefix + "dead-letters";
    }

    int rowsPerBatch() {
        return Math.max(1, Math.min(MAX_BATCH_ROWS, rowsPerSecond / BATCHES_PER_SECOND));
    }
}
