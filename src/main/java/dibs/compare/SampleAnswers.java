package dibs.compare;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Position;
import dibs.wire.DecisionJson;
import dibs.wire.EntryJson;
import dibs.wire.StoredValue;
import java.nio.charset.StandardCharsets;

/**
 * What Dibs writes about a claim, made once: limits answer every claim with the same bytes, as many as Dibs would write.
 *
 * @param decision the record of a decision
 * @param body of the HTTP answer
 * @param entry the record of a grant; null for a refusal
 * @param stored the changelog's value; null for a refusal
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record SampleAnswers(byte[] decision, byte[] body, byte[] entry, byte[] stored) {
    private static final SampleAnswers GRANTED = of(ClaimOutcome.GRANTED);
    private static final SampleAnswers REFUSED = of(ClaimOutcome.SOLD_OUT);

    /** The campaign's name says which: there is nobody here who would decide. */
    static SampleAnswers of(byte[] campaign) {
        return campaign[0] == Phase.GRANTS.campaign(0).charAt(0) ? GRANTED : REFUSED;
    }

    private static SampleAnswers of(ClaimOutcome outcome) {
        long now = 1_800_000_000_000L;
        Position at = new Position(1, 1_234_567);
        boolean granted = outcome == ClaimOutcome.GRANTED;
        String campaign = (granted ? Phase.GRANTS : Phase.REFUSALS).campaign(12_345);
        String user = "u-123456";
        Grant grant = granted ? new Grant(1, 123_456, at.toString(), now, at) : null;
        ClaimDecision decision = new ClaimDecision(campaign, user, outcome, grant, at.toString(), now, at);
        Holding holding = granted ? new Holding(grant, null) : null;
        return new SampleAnswers(
                DecisionJson.record(decision),
                DecisionJson.claimBody(decision),
                granted ? EntryJson.record(campaign, user, holding) : null,
                granted ? StoredValue.holding(holding) : null);
    }

    boolean granted() {
        return entry != null;
    }

    /** As long as a user's id; another one each time, since the key says where a record goes. */
    static byte[] user(long number) {
        return utf8("u-" + (100_000 + number % 900_000));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
