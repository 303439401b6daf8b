package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Grant;
import java.util.List;

/** The read handle a live processor publishes. The offset is volatile: who reads it first sees a value as new. */
final class StoreReads implements PartitionReads {
    private final int partition;
    private final DeciderStores stores;
    private final long endAtTakeOver;
    private volatile long applied;

    /**
     * For the stores of one partition.
     *
     * @param applied offset last applied
     * @param endAtTakeOver offset of the last request on the log when this process took over
     */
    StoreReads(int partition, DeciderStores stores, long applied, long endAtTakeOver) {
        this.partition = partition;
        this.stores = stores;
        this.applied = applied;
        this.endAtTakeOver = endAtTakeOver;
    }

    void applied(long offset) {
        applied = offset;
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public long applied() {
        return applied;
    }

    @Override
    public boolean isCaughtUp() {
        return applied >= endAtTakeOver;
    }

    @Override
    public CampaignState campaign(String id) {
        return stores.campaign(id);
    }

    @Override
    public Grant grant(String campaign, String user) {
        return stores.grant(campaign, user);
    }

    @Override
    public List<CampaignState> campaigns(String after, int limit) {
        return stores.campaigns(after, limit);
    }

    @Override
    public String toString() {
        return "partition " + partition + " at " + applied + " of " + endAtTakeOver;
    }
}
