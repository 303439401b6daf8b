package dibs.compare;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.Cases;
import dibs.compare.Load.Claim;
import dibs.compare.Load.Outcome;
import java.io.IOException;

/**
 * What Dibs told a user.
 *
 * @param outcome null if it is none of the three
 * @param otherwise what it is then
 */
record Told(Outcome outcome, long rank, String otherwise) {

    static Told of(Decision decision) {
        return decision.match(new Cases<>(
                claim -> of(
                        claim.outcome().wireName(),
                        claim.outcome() == ClaimOutcome.REPEATED,
                        claim.grant() == null ? 0 : claim.grant().rank()),
                campaign -> none("a campaign's decision"),
                reversal -> none("a reversal's decision")));
    }

    /** With an outcome as the contract names it. */
    static Told of(String outcome, boolean repeated, long rank) {
        return switch (outcome) {
            case "granted" -> new Told(repeated ? Outcome.REPEATED : Outcome.GRANTED, rank, null);
            case "sold_out" -> new Told(Outcome.SOLD_OUT, 0, null);
            default -> none(outcome);
        };
    }

    static Told none(String otherwise) {
        return new Told(null, 0, otherwise);
    }

    void tell(Claim claim) {
        if (outcome == null) {
            claim.failed(new IOException("was told " + otherwise));
        } else {
            claim.answered(outcome, rank);
        }
    }
}
