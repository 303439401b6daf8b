package dibs.front;

import com.fasterxml.jackson.core.JsonGenerator;
import dibs.cache.CampaignCache.Found;
import dibs.cache.Wallets;
import dibs.campaign.CampaignState;
import dibs.cluster.StoreAnswer;
import dibs.wire.Json;
import dibs.wire.UniversalDataJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of one screen, as far as they could be had. Immutable.
 *
 * @param user null where none was asked for; then claim and wallet are null and not missing
 * @param inLedger whether the claim's grant is in the ledger; pending otherwise
 */
record Page(
        String campaign,
        String user,
        Optional<Found> data,
        Optional<StoreAnswer> stores,
        Optional<HeldClaim> claim,
        boolean inLedger,
        Optional<Wallets.Read> wallet) {

    /** The answer's body; the campaign's status is that of {@code now}, milliseconds since 1970. */
    byte[] body(long now) {
        CampaignState state = stores.map(StoreAnswer::campaign).orElse(null);
        List<String> missing = new ArrayList<>();
        return Json.bytes(out -> {
            out.writeStartObject();
            part(
                    out,
                    "campaign",
                    data.isPresent(),
                    missing,
                    () -> UniversalDataJson.write(out, data.orElseThrow().data(), now));
            part(
                    out,
                    "stats",
                    state != null,
                    missing,
                    () -> StatsJson.write(out, state, stores.orElseThrow().position()));
            claim(out, missing);
            part(
                    out,
                    "wallet",
                    wallet.isPresent(),
                    user == null ? new ArrayList<>() : missing,
                    () -> raw(out, wallet.orElseThrow().json()));
            strings(out, missing);
            sources(out);
            out.writeEndObject();
        });
    }

    private interface Part {
        void write() throws IOException;
    }

    private static void part(JsonGenerator out, String name, boolean there, List<String> missing, Part part)
            throws IOException {
        out.writeFieldName(name);
        if (there) {
            part.write();
        } else {
            out.writeNull();
            missing.add(name);
        }
    }

    /** Null also for whoever was granted nothing. */
    private void claim(JsonGenerator out, List<String> missing) throws IOException {
        out.writeFieldName("claim");
        if (claim.isPresent() && !claim.get().isNothing()) {
            raw(out, claim.get().body(inLedger));
            return;
        }
        out.writeNull();
        if (user != null && claim.isEmpty()) {
            missing.add("claim");
        }
    }

    private static void raw(JsonGenerator out, byte[] json) throws IOException {
        out.writeRawValue(new String(json, StandardCharsets.UTF_8));
    }

    private static void strings(JsonGenerator out, List<String> missing) throws IOException {
        out.writeArrayFieldStart("missing");
        for (String name : missing) {
            out.writeString(name);
        }
        out.writeEndArray();
    }

    /** Who knew the parts that are cached. */
    private void sources(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("sources");
        if (data.isPresent()) {
            out.writeStringField("campaign", data.get().source().wireName());
        }
        if (wallet.isPresent()) {
            out.writeStringField("wallet", wallet.get().source().wireName());
        }
        out.writeEndObject();
    }
}
