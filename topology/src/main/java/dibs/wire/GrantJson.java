package dibs.wire;

import dibs.campaign.Grant;

/** The record on {@code dibs.grants}, from which the ledger is written. Stateless and thread-safe. */
public final class GrantJson {
    private GrantJson() {}

    public static byte[] record(String campaign, String user, Grant grant) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("kind", "grant");
            out.writeStringField("campaign", campaign);
            out.writeStringField("user", user);
            out.writeNumberField("amount", grant.amount());
            out.writeNumberField("rank", grant.rank());
            out.writeStringField("requestId", grant.requestId());
            out.writeStringField("decidedAt", Rfc3339.format(grant.decidedAt()));
            out.writeStringField("position", grant.position().toString());
            out.writeEndObject();
        });
    }
}
