package dibs.front;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the ledger is behind the log in the whole cluster: what is committed on the grants' topic and not in the
 * database yet. Any front knows it, also one that runs no sink; a sink's own metrics are of its partitions only.
 *
 * <p>Worked out at most once a second, whoever asks. Thread-safe; holds no thread while it waits.
 */
final class LedgerLag implements AutoCloseable {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int ANSWER_MILLIS = 1_000;

    private final Supplier<CompletableFuture<Map<Integer, Long>>> progress;
    private final String topic;
    private final int partitions;
    private final Admin admin;
    private CompletableFuture<Behind> latest;
    private long asked;

    /**
     * What was found.
     *
     * @param records places on the topic up to its end, markers of transactions among them, so a few too many while
     *     grants are written, and none once they are
     */
    record Behind(long records, Instant asOf) {}

    /**
     * Connects when first asked.
     *
     * @param progress of the ledger, by partition
     */
    LedgerLag(FrontSettings settings, Supplier<CompletableFuture<Map<Integer, Long>>> progress) {
        this.progress = progress;
        this.topic = settings.topics().grants();
        this.partitions = settings.partitions();
        Map<String, Object> config = new HashMap<>(settings.client());
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        this.admin = Admin.create(config);
    }

    /** The newest answer, or the one that is being worked out; exceptionally where it cannot be known. */
    synchronized CompletableFuture<Behind> find() {
        long now = System.nanoTime();
        if (latest == null || (latest.isDone() && now - asked >= FRESH_NANOS)) {
            asked = now;
            latest = measure();
        }
        return latest;
    }

    private CompletableFuture<Behind> measure() {
        CompletableFuture<Map<Integer, Long>> begins = offsets(OffsetSpec.earliest());
        CompletableFuture<Map<Integer, Long>> ends = offsets(OffsetSpec.latest());
        CompletableFuture<Map<Integer, Long>> written = progress.get();
        return CompletableFuture.allOf(begins, ends, written)
                .thenApply(all -> new Behind(sum(begins.join(), ends.join(), written.join()), Instant.now()));
    }

    /** What is gone by age cannot be written any more. */
    private static long sum(Map<Integer, Long> begins, Map<Integer, Long> ends, Map<Integer, Long> written) {
        return ends.entrySet().stream()
                .mapToLong(end ->
                        end.getValue() - Math.max(begins.get(end.getKey()), written.getOrDefault(end.getKey(), 0L)))
                .filter(missing -> missing > 0)
                .sum();
    }

    private CompletableFuture<Map<Integer, Long>> offsets(OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(partition -> new TopicPartition(topic, partition), partition -> spec));
        return admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(LedgerLag::byPartition);
    }

    private static Map<Integer, Long> byPartition(Map<TopicPartition, ListOffsetsResultInfo> found) {
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().partition(),
                        each -> each.getValue().offset()));
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
