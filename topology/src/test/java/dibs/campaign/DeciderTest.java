package dibs.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What scenario tables cannot say of the rules. */
class DeciderTest {
    private static final Terms TERMS = new Terms("t", 1000, 100, null, null);

    private static CampaignState state(long changes) {
        return new CampaignState("spring", 1, 1, TERMS, 1000, Phase.RUNNING, Tally.NOTHING, changes, 100);
    }

    /** Whatever a store still holds: what counts is the number. */
    @ParameterizedTest
    @CsvSource({"1, 1, REPEATED", "1, 1000, REPEATED", "1, 1001, APPLIED", "5000, 5999, REPEATED", "5000, 6000, APPLIED"
    })
    void onlyTheLastThousandChangesAreRemembered(long number, long changes, OperationOutcome outcome) {
        Change sameId = new Change(Operation.TOP_UP, 7, number);
        Ruling ruling = new Decider()
                .decide(
                        "spring",
                        new Facts(state(changes), null, sameId),
                        new Request.Amend(Operation.TOP_UP, 7, "label"),
                        new Position(0, 9),
                        200);
        CampaignDecision decision =
                ruling.decision().match(new Cases<>(claim -> null, campaign -> campaign, reversal -> null));
        assertThat(decision.outcome()).isEqualTo(outcome);
        boolean applied = outcome == OperationOutcome.APPLIED;
        assertThat(ruling.newChange()).isEqualTo(applied ? new Change(Operation.TOP_UP, 7, changes + 1) : null);
    }

    @Test
    void theSameFactsGiveTheSameRuling() {
        Facts facts = new Facts(state(0), null, null);
        Request claim = new Request.Claim("u-1", null);
        assertThat(new Decider().decide("spring", facts, claim, new Position(0, 9), 200))
                .isEqualTo(new Decider().decide("spring", facts, claim, new Position(0, 9), 200));
    }
}
