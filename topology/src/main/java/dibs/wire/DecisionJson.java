package dibs.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Operation;
import dibs.campaign.Position;
import dibs.campaign.Reversal;
import java.io.IOException;

/**
 * Decisions as JSON: on {@code dibs.decisions}, in replies, and as the body a claimant reads.
 *
 * <p>A decision begins with {@code type} and {@code request} (the position of the request it decides); the rest of a
 * claim's decision is the body of the HTTP answer, whose {@code position} is that of the grant. Stateless and
 * thread-safe.
 */
public final class DecisionJson {
    static final String CLAIM = "claim";

    private DecisionJson() {}

    /** The record for {@code dibs.decisions} and {@code dibs.replies}. */
    public static byte[] record(Decision decision) {
        return Json.bytes(out -> {
            out.writeStartObject();
            decision.match(new Cases<Json.Body>(
                            claim -> to -> write(to, claim),
                            campaign -> to -> write(to, campaign),
                            reversal -> to -> write(to, reversal)))
                    .writeTo(out);
            out.writeEndObject();
        });
    }

    /** The body of the answer to a claim. */
    public static byte[] claimBody(ClaimDecision claim) {
        return Json.bytes(out -> {
            out.writeStartObject();
            writeClaim(out, claim);
            out.writeEndObject();
        });
    }

    /** The body that tells of a grant taken back; label, time and position are the reversal's. */
    public static byte[] reversedBody(String campaign, String user, Holding holding) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", ClaimOutcome.REVERSED.wireName());
            out.writeStringField("campaign", campaign);
            out.writeStringField("user", user);
            out.writeNumberField("amount", holding.grant().amount());
            out.writeNumberField("rank", holding.grant().rank());
            writeReversal(out, holding.reversal());
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, ClaimDecision claim) throws IOException {
        writeHead(out, CLAIM, claim);
        writeClaim(out, claim);
    }

    private static void write(JsonGenerator out, CampaignDecision decision) throws IOException {
        writeHead(out, decision.operation().wireName(), decision);
        out.writeStringField("outcome", decision.outcome().wireName());
        out.writeStringField("campaign", decision.campaign());
        if (decision.universalData() != null) {
            UniversalDataJson.writeTimeless(out, decision.universalData());
        }
        writeTail(out, decision.requestId(), decision.decidedAt(), decision.position());
    }

    private static void write(JsonGenerator out, ReversalDecision decision) throws IOException {
        writeHead(out, Operation.REVERSE.wireName(), decision);
        out.writeStringField("outcome", decision.outcome().wireName());
        out.writeStringField("campaign", decision.campaign());
        out.writeStringField("user", decision.user());
        if (decision.holding() != null) {
            out.writeObjectFieldStart("grant");
            writeEntry(out, decision.holding().grant());
            out.writeEndObject();
            out.writeObjectFieldStart("reversal");
            writeReversal(out, decision.holding().reversal());
            out.writeEndObject();
        }
        writeTail(out, decision.requestId(), decision.decidedAt(), decision.position());
    }

    private static void writeHead(JsonGenerator out, String type, Decision decision) throws IOException {
        out.writeStringField("type", type);
        out.writeStringField("request", decision.position().toString());
    }

    private static void writeClaim(JsonGenerator out, ClaimDecision claim) throws IOException {
        out.writeStringField("outcome", claim.outcome().wireName());
        if (claim.outcome().isGranted()) {
            writeGrant(out, claim.campaign(), claim.user(), claim.grant(), claim.outcome() == ClaimOutcome.REPEATED);
            return;
        }
        out.writeStringField("campaign", claim.campaign());
        out.writeStringField("user", claim.user());
        writeTail(out, claim.requestId(), claim.decidedAt(), claim.position());
    }

    /** The fields of a grant as its user sees them, after {@code outcome}. */
    public static void writeGrant(JsonGenerator out, String campaign, String user, Grant grant, boolean repeated)
            throws IOException {
        out.writeBooleanField("repeated", repeated);
        out.writeStringField("campaign", campaign);
        out.writeStringField("user", user);
        writeEntry(out, grant);
    }

    private static void writeEntry(JsonGenerator out, Grant grant) throws IOException {
        out.writeNumberField("amount", grant.amount());
        out.writeNumberField("rank", grant.rank());
        writeTail(out, grant.requestId(), grant.decidedAt(), grant.position());
    }

    private static void writeReversal(JsonGenerator out, Reversal reversal) throws IOException {
        out.writeBooleanField("returnBudget", reversal.returnBudget());
        out.writeStringField("reason", reversal.reason());
        writeTail(out, reversal.requestId(), reversal.decidedAt(), reversal.position());
    }

    static void writeTail(JsonGenerator out, String requestId, long decidedAt, Position position) throws IOException {
        out.writeStringField("requestId", requestId);
        out.writeStringField("decidedAt", Rfc3339.format(decidedAt));
        out.writeStringField("position", position.toString());
    }
}
