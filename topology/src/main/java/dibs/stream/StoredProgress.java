package dibs.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;

/**
 * Reads from the changelog how far the state of each partition is; to say so where it cannot be gone on with.
 * Thread-safe.
 */
final class StoredProgress {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Consumer<byte[], byte[]>> consumers;

    /** Reads with consumers of committed records, each closed after use. */
    StoredProgress(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** The offset last applied by partition, as far as it can be read; those without any are left out. */
    Map<Integer, Long> read(String changelog, int partitions) {
        Map<Integer, Long> applied = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(p -> new TopicPartition(changelog, p))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            // A topic that is just being deleted has an end that is never reached.
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline
                    && all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (Bytes.wrap(record.key()).equals(StoreKeys.APPLIED)) {
                        applied.put(
                                record.partition(),
                                DeciderStores.mark(record.value()).offset());
                    }
                }
            }
        }
        return applied;
    }
}
