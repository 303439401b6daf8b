package dibs.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.Opening;
import dibs.campaign.Grant;
import dibs.campaign.Position;
import java.io.IOException;

/**
 * Decisions as JSON: on {@code dibs.decisions}, in replies, and as the body a claimant reads.
 *
 * <p>A decision begins with {@code type} and {@code request} (the position of the request it decides); the rest of a
 * claim's decision is the body of the HTTP answer, whose {@code position} is that of the grant. Stateless and
 * thread-safe.
 */
public final class DecisionJson {
    private DecisionJson() {}

    /** The record for {@code dibs.decisions} and {@code dibs.replies}. */
    public static byte[] record(Decision decision) {
        return Json.bytes(out -> {
            out.writeStartObject();
            decision.match(new Cases<Json.Body>(opening -> to -> write(to, opening), claim -> to -> {
                        writeHead(to, "claim", claim);
                        writeClaim(to, claim);
                    }))
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
        out.writeNumberField("amount", grant.amount());
        out.writeNumberField("rank", grant.rank());
        writeTail(out, grant.requestId(), grant.decidedAt(), grant.position());
    }

    private static void write(JsonGenerator out, Opening opening) throws IOException {
        writeHead(out, "open", opening);
        out.writeStringField("outcome", opening.outcome().wireName());
        out.writeBooleanField("repeated", opening.outcome().isRepeated());
        out.writeStringField("campaign", opening.campaign());
        UniversalDataJson.writeTimeless(out, opening.universalData());
        writeTail(out, opening.requestId(), opening.decidedAt(), opening.position());
    }

    private static void writeTail(JsonGenerator out, String requestId, long decidedAt, Position position)
            throws IOException {
        out.writeStringField("requestId", requestId);
        out.writeStringField("decidedAt", Rfc3339.format(decidedAt));
        out.writeStringField("position", position.toString());
    }
}
