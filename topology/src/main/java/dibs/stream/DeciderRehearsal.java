package dibs.stream;

import dibs.campaign.CampaignState;
import dibs.campaign.Decider;
import dibs.campaign.Facts;
import dibs.campaign.Limits;
import dibs.campaign.Position;
import dibs.campaign.Request.Claim;
import dibs.campaign.Request.Open;
import dibs.campaign.Ruling;
import dibs.campaign.Terms;
import dibs.wire.DecisionJson;
import dibs.wire.EntryJson;
import dibs.wire.RequestJson;
import dibs.wire.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Claims that are read, decided and written in memory only, so that the JVM has compiled what decides before the first
 * claim arrives. Touches no topic and no store. Stateless and thread-safe.
 */
public final class DeciderRehearsal {
    private static final String CAMPAIGN = "rehearsal";
    private static final Headers NO_HEADERS = new RecordHeaders();

    private DeciderRehearsal() {}

    /** Returns after that long. */
    public static void run(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        Decider decider = new Decider();
        Open open = new Open(1, new Terms("Rehearsal", Limits.MAX_BUDGET, 1, null, null), null);
        CampaignState state = decider.decide(CAMPAIGN, new Facts(null, null, null), open, new Position(0, 0), 0)
                .campaign();
        for (long n = 1; System.nanoTime() - deadline < 0; n++) {
            state = claim(decider, state, n);
        }
    }

    private static CampaignState claim(Decider decider, CampaignState state, long n) {
        byte[] key = CAMPAIGN.getBytes(StandardCharsets.UTF_8);
        byte[] value = RequestJson.write(new Claim("u-" + n, null));
        Reading reading = Reading.of(key, value, NO_HEADERS, 0, 1);
        CampaignState stored = StoredValue.campaign(CAMPAIGN, StoredValue.campaign(state));
        Ruling ruling =
                decider.decide(CAMPAIGN, new Facts(stored, null, null), reading.request(), new Position(0, n), n);
        StoredValue.holding(StoredValue.holding(ruling.newHolding()));
        DecisionJson.record(ruling.decision());
        EntryJson.record(CAMPAIGN, ruling.user(), ruling.newHolding());
        return ruling.campaign();
    }
}
