package dibs.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The partitions whose stores this process may be asked about. The live processor publishes its handle when it starts
 * and withdraws it when it closes, so that nobody reads half-restored stores. Thread-safe.
 */
public final class DeciderReads {
    /** Long enough for a take-over, and long before a group gives the partitions of a thread that hangs to another. */
    static final Duration STANDSTILL = Duration.ofSeconds(30);

    private final int partitions;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Integer, PartitionReads> owned = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, LogMark> left = new ConcurrentHashMap<>();

    /** For a request log of {@code partitions} partitions. */
    public DeciderReads(int partitions) {
        this(partitions, System::nanoTime);
    }

    DeciderReads(int partitions, LongSupplier nanoTime) {
        this.partitions = partitions;
        this.nanoTime = nanoTime;
    }

    /** The home partition of {@code campaign}. */
    public int home(String campaign) {
        return HomePartition.of(campaign, partitions);
    }

    public int partitions() {
        return partitions;
    }

    /** The stores of one partition, if this process decides it and has caught up with its log. */
    public Optional<PartitionReads> of(int partition) {
        return Optional.ofNullable(owned.get(partition)).filter(this::isDecided).filter(PartitionReads::isCaughtUp);
    }

    /** The partitions that this process decides, those that still catch up included. */
    public Set<Integer> owned() {
        return owned.values().stream()
                .filter(this::isDecided)
                .map(PartitionReads::partition)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A thread that hangs loses its partitions and does not know: it must not be believed to be the owner. */
    private boolean isDecided(PartitionReads reads) {
        return nanoTime.getAsLong() - reads.seenAt() < STANDSTILL.toNanos();
    }

    /** Those whose thread stands still. */
    Set<Integer> hanging() {
        Set<Integer> hanging = new TreeSet<>(owned.keySet());
        hanging.removeAll(owned());
        return hanging;
    }

    /** To be called again and again by the thread that decides the partition. */
    void seen(PartitionReads reads) {
        reads.seen(nanoTime.getAsLong());
    }

    /** Whether no partition this process owns still catches up. */
    boolean areAllCaughtUp() {
        return owned.values().stream().allMatch(PartitionReads::isCaughtUp);
    }

    String describe() {
        return owned.values().stream().map(PartitionReads::toString).sorted().collect(Collectors.joining(", "));
    }

    void publish(PartitionReads reads) {
        seen(reads);
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
