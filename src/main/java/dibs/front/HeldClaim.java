package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Position;
import dibs.cluster.StoreAnswer;
import dibs.wire.DecisionJson;
import dibs.wire.Json;

/**
 * What a user has from a campaign, as the store says. Immutable.
 *
 * @param holding null where there is none, or none that can be told
 * @param archived whether only the ledger knows
 * @param asOf position of the store, or null before the first request
 */
record HeldClaim(String campaign, String user, Holding holding, boolean archived, Position asOf) {

    static HeldClaim of(String campaign, String user, StoreAnswer answer) {
        CampaignState state = answer.campaign();
        boolean archived = state != null && state.isArchived();
        Holding holding = state == null || archived ? null : answer.holding();
        return new HeldClaim(campaign, user, holding, archived, answer.position());
    }

    boolean isGrant() {
        return holding != null && !holding.isReversed();
    }

    /** Whether nothing was granted as of now; it may be later. */
    boolean isNothing() {
        return holding == null && !archived;
    }

    Grant grant() {
        return holding.grant();
    }

    int status() {
        if (archived) {
            return 409;
        }
        return holding == null ? 404 : 200;
    }

    /** Where it is not a grant, it does not matter whether it is in the ledger. */
    byte[] body(boolean inLedger) {
        if (archived) {
            return body(ClaimOutcome.ARCHIVED.wireName(), campaign, user, asOf);
        }
        if (holding == null) {
            return body("not_granted", campaign, user, asOf);
        }
        return holding.isReversed() ? DecisionJson.reversedBody(campaign, user, holding) : grantBody(inLedger);
    }

    private byte[] grantBody(boolean inLedger) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", ClaimOutcome.REPEATED.wireName());
            DecisionJson.writeGrant(out, campaign, user, grant(), true);
            out.writeBooleanField("inLedger", inLedger);
            out.writeEndObject();
        });
    }

    /** The body of what is not granted; {@code position} may be null. */
    static byte[] body(String outcome, String campaign, String user, Position position) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", outcome);
            out.writeStringField("campaign", campaign);
            out.writeStringField("user", user);
            if (position != null) {
                out.writeStringField("position", position.toString());
            }
            out.writeEndObject();
        });
    }
}
