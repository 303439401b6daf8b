package dibs.bench;

import dibs.campaign.CampaignState;
import dibs.campaign.Decider;
import dibs.campaign.Decision;
import dibs.campaign.Facts;
import dibs.campaign.Holding;
import dibs.campaign.Phase;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.campaign.Ruling;
import dibs.campaign.Tally;
import dibs.campaign.Terms;

/** A campaign and a claim of it, of usual length. */
final class Samples {
    static final long TIME = 1_795_395_723_456L;
    static final Request CLAIM = new Request.Claim("u-1234567", null);
    static final CampaignState OPEN = campaign(500_000);
    static final CampaignState SOLD_OUT = campaign(1_000_000);

    private static final Ruling GRANTED =
            new Decider().decide(OPEN.id(), new Facts(OPEN, null, null), CLAIM, new Position(1, 2_345_678), TIME);
    static final Decision DECISION = GRANTED.decision();
    static final Holding HOLDING = GRANTED.newHolding();

    private Samples() {}

    private static CampaignState campaign(long granted) {
        Terms terms = new Terms("Black Friday", 100_000_000, 100, null, null);
        Tally tally = new Tally(granted * 100, granted, 0, 123_456);
        return new CampaignState("black-friday", 1, 3, terms, terms.budget(), Phase.RUNNING, tally, 0, TIME);
    }
}
