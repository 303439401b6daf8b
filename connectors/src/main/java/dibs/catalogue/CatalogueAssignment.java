package dibs.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** The partitions of {@code dibs.campaigns} the group gave to this publisher, each read from its start. Not thread-safe. */
final class CatalogueAssignment implements ConsumerRebalanceListener {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;

    /** Where each partition's log ended at the last look; -1 where it is not known yet. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private final Collection<TopicPartition> restoring = new ArrayList<>();
    private boolean changed;

    CatalogueAssignment(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.seekToBeginning(partitions);
        partitions.forEach(partition -> ends.put(partition, -1L));
        restoring.addAll(partitions);
        changed |= !partitions.isEmpty();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        ends.keySet().removeAll(partitions);
        restoring.removeAll(partitions);
    }

    /** Everything is to be written again. */
    void restart() {
        List<TopicPartition> all = List.copyOf(ends.keySet());
        restoring.clear();
        onPartitionsAssigned(all);
    }

    /** Whether partitions are read from their start that were not at the last call. */
    boolean hasChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Whether what is read of it is old, and so is written without a word. */
    boolean isRestoring(TopicPartition partition) {
        return restoring.contains(partition);
    }

    /**
     * Those of which all is written that was on the log at the look before this one. The brokers are asked: what the
     * consumer knows of the log's end stays as it was while it does not reach them. None, if one of them does not answer.
     */
    List<Integer> upToDate() {
        Map<TopicPartition, Long> now = askForEnds();
        List<Integer> upToDate = new ArrayList<>();
        for (Map.Entry<TopicPartition, Long> each : ends.entrySet()) {
            TopicPartition partition = each.getKey();
            boolean isKnown = now.containsKey(partition) && each.getValue() >= 0;
            if (isKnown && consumer.position(partition) >= each.getValue()) {
                restoring.remove(partition);
                upToDate.add(partition.partition());
            }
            each.setValue(now.getOrDefault(partition, -1L));
        }
        return upToDate;
    }

    private Map<TopicPartition, Long> askForEnds() {
        try {
            return ends.isEmpty() ? Map.of() : consumer.endOffsets(ends.keySet(), PATIENCE);
        } catch (TimeoutException e) {
            return Map.of();
        }
    }
}
