package dibs.wire;

import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Reversal;

/** The records on {@code dibs.grants}, from which the ledger is written. Stateless and thread-safe. */
public final class EntryJson {
    private EntryJson() {}

    /** The newest entry of {@code holding}: its reversal if it has one, else its grant. */
    public static byte[] record(String campaign, String user, Holding holding) {
        Grant grant = holding.grant();
        Reversal reversal = holding.reversal();
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("kind", reversal == null ? "grant" : "reversal");
            out.writeStringField("campaign", campaign);
            out.writeStringField("user", user);
            out.writeNumberField("amount", reversal == null ? grant.amount() : -grant.amount());
            out.writeNumberField("rank", grant.rank());
            if (reversal == null) {
                DecisionJson.writeTail(out, grant.requestId(), grant.decidedAt(), grant.position());
            } else {
                DecisionJson.writeTail(out, reversal.requestId(), reversal.decidedAt(), reversal.position());
            }
            out.writeEndObject();
        });
    }
}
