package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Grant;
import java.util.List;

/**
 * Reads the decider's live stores of one partition. Thread-safe; valid while this process owns the partition.
 *
 * <p>Read {@link #applied()} before a value: the value is then at least as new as that offset.
 */
public interface PartitionReads {
    int partition();

    /** Offset of the last request whose decision is in the stores; -1 before the first. */
    long applied();

    /** Whether the stores have caught up with the log's end seen when this process took the partition over. */
    boolean isCaughtUp();

    /** The campaign's state, or null if none was opened under that id. */
    CampaignState campaign(String id);

    /** What the user has from that campaign, or null. */
    Grant grant(String campaign, String user);

    /**
     * Campaigns of this partition in the order of their ids.
     *
     * @param after only ids greater than this; null: from the first
     * @param limit at most so many
     */
    List<CampaignState> campaigns(String after, int limit);
}
