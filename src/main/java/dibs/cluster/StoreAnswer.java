package dibs.cluster;

import dibs.campaign.CampaignState;
import dibs.campaign.Holding;
import dibs.campaign.Position;
import java.util.List;

/**
 * What the stores of one partition know, and how far they were: the offset was read before any value. Immutable.
 *
 * @param applied offset of the last request applied; -1 where there was none yet
 * @param campaigns those that were asked for and are there
 * @param holding of the user that was asked for, or null; of an archived campaign nothing certain
 */
public record StoreAnswer(int partition, long applied, List<CampaignState> campaigns, Holding holding) {

    /** Of the last request applied, or null where there was none yet. */
    public Position position() {
        return applied < 0 ? null : new Position(partition, applied);
    }

    /** The campaign that was asked for, or null: as of no position there is none, though one may be in the store already. */
    public CampaignState campaign() {
        return applied < 0 || campaigns.isEmpty() ? null : campaigns.get(0);
    }
}
