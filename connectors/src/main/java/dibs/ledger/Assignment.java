package dibs.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions the group gave to this sink.
 *
 * <p>It calls no database: a rebalance must not wait for one. A new partition is paused until it is taken over; the
 * position set here only keeps the consumer from asking the group for one, since positions live in the database.
 * Nothing is handed back on revocation: the next owner's take-over fences this one. Not thread-safe.
 */
final class Assignment implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, PartitionWork> works = new LinkedHashMap<>();

    Assignment(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, 0);
            works.put(partition, new PartitionWork(partition));
        }
        consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(works::remove);
    }

    Collection<PartitionWork> all() {
        return works.values();
    }

    Optional<PartitionWork> of(TopicPartition partition) {
        return Optional.ofNullable(works.get(partition));
    }

    void clear() {
        works.clear();
    }

    /** Whether everything the group gave is taken over. */
    boolean complete() {
        return works.values().stream().allMatch(work -> work.ownership().isPresent());
    }
}
