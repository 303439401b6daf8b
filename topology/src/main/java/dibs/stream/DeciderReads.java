package dibs.stream;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * The partitions whose stores this process may be asked about. The live processor publishes its handle when it starts
 * and withdraws it when it closes, so that nobody reads half-restored stores. Thread-safe.
 */
public final class DeciderReads {
    private final int partitions;
    private final ConcurrentMap<Integer, PartitionReads> owned = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, LogMark> left = new ConcurrentHashMap<>();

    /** For a request log of {@code partitions} partitions. */
    public DeciderReads(int partitions) {
        this.partitions = partitions;
    }

    /** The home partition of {@code campaign}. */
    public int home(String campaign) {
        return HomePartition.of(campaign, partitions);
    }

    public int partitions() {
        return partitions;
    }

    /** The stores of one partition, if this process owns it and has caught up with its log. */
    public Optional<PartitionReads> of(int partition) {
        return Optional.ofNullable(owned.get(partition)).filter(PartitionReads::isCaughtUp);
    }

    /** The partitions of this process, those that still catch up included. */
    public Set<Integer> owned() {
        return Set.copyOf(owned.keySet());
    }

    /** Whether no partition this process owns still catches up. */
    boolean areAllCaughtUp() {
        return owned.values().stream().allMatch(PartitionReads::isCaughtUp);
    }

    String describe() {
        return owned.values().stream().map(PartitionReads::toString).sorted().collect(Collectors.joining(", "));
    }

    void publish(PartitionReads reads) {
        owned.put(reads.partition(), reads);
    }

    void withdraw(PartitionReads reads) {
        owned.remove(reads.partition(), reads);
        left.put(reads.partition(), reads.mark());
    }

    /** How far the state is that was left on this process's disk, by partition. */
    Map<Integer, LogMark> left() {
        return left;
    }
}
