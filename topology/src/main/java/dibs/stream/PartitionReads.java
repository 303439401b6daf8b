package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Holding;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Reads the decider's live stores of one partition; published by the processor that writes them. Thread-safe; valid
 * while this process owns the partition.
 *
 * <p>Values that are read one by one may be of different moments, and newer than {@link #applied()}; {@link #at} reads
 * several as of one (a sequence lock: Boehm, "Can seqlocks get along with programming language memory models?", 2012).
 */
public final class PartitionReads {
    /** A request is applied in microseconds, and most of the time none is. */
    private static final int TRIES = 1_000;

    private final int partition;
    private final DeciderStores stores;
    private final long endAtTakeOver;
    private volatile LogMark applied;
    private volatile boolean applying;
    private volatile long seenAt;

    /**
     * For the stores of one partition.
     *
     * @param applied the request last applied
     * @param endAtTakeOver offset of the last request on the log when this process took over
     */
    PartitionReads(int partition, DeciderStores stores, LogMark applied, long endAtTakeOver) {
        this.partition = partition;
        this.stores = stores;
        this.applied = applied;
        this.endAtTakeOver = endAtTakeOver;
    }

    /** To be called before a request changes any store, and {@link #applied(LogMark)} after. */
    void applying() {
        applying = true;
    }

    void applied(LogMark mark) {
        applied = mark;
        applying = false;
    }

    /** When the thread that decides the partition was last seen at work. */
    void seen(long nanoTime) {
        seenAt = nanoTime;
    }

    long seenAt() {
        return seenAt;
    }

    LogMark mark() {
        return applied;
    }

    public int partition() {
        return partition;
    }

    /** Offset of the last request whose decision is in the stores; -1 before the first. */
    public long applied() {
        return applied.offset();
    }

    /** Whether the stores have caught up with the log's end seen when this process took the partition over. */
    public boolean isCaughtUp() {
        return applied.offset() >= endAtTakeOver;
    }

    /**
     * What {@code read} makes of the stores as they are after exactly one request, whose offset it is given. It may be
     * called several times; empty if requests are applied so fast that no moment was found.
     */
    public <T> Optional<T> at(LongFunction<T> read) {
        for (int i = 0; i < TRIES; i++) {
            LogMark before = applied;
            if (!applying) {
                T value = read.apply(before.offset());
                // In this order: whoever is done by now has left its mark before.
                if (!applying && applied.equals(before)) {
                    return Optional.of(value);
                }
            }
            Thread.onSpinWait();
        }
        return Optional.empty();
    }

    /** The campaign's state, or null if none was opened under that id. */
    public CampaignState campaign(String id) {
        return stores.campaign(id);
    }

    /** What the user has from that campaign, or null; of an archived campaign nothing certain. */
    public Holding holding(String campaign, String user) {
        return stores.holding(campaign, user);
    }

    /**
     * Campaigns of this partition in the order of their ids.
     *
     * @param after only ids greater than this; null: from the first
     * @param limit at most so many
     */
    public List<CampaignState> campaigns(String after, int limit) {
        return stores.campaigns(after, limit);
    }

    @Override
    public String toString() {
        return "partition " + partition + " at " + applied.offset() + " of " + endAtTakeOver;
    }
}
