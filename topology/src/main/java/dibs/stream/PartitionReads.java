package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Holding;
import java.util.List;

/**
 * Reads the decider's live stores of one partition; published by the processor that writes them. Thread-safe; valid
 * while this process owns the partition.
 *
 * <p>Read {@link #applied()} before a value: the value is then at least as new as that offset.
 */
public final class PartitionReads {
    private final int partition;
    private final DeciderStores stores;
    private final long endAtTakeOver;
    private volatile LogMark applied;

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

    void applied(LogMark mark) {
        applied = mark;
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
