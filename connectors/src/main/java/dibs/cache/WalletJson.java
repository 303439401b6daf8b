package dibs.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dibs.ledger.Wallet;
import dibs.wire.Json;
import dibs.wire.Rfc3339;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A wallet as its user sees it; what is cached is the answer's very body. Stateless and thread-safe. */
final class WalletJson {
    private static final JsonFactory JSON = new JsonFactory();

    private WalletJson() {}

    static byte[] write(Wallet wallet) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("user", wallet.user());
            out.writeNumberField("points", wallet.points());
            out.writeStringField("asOf", Rfc3339.format(wallet.asOf().toEpochMilli()));
            out.writeArrayFieldStart("entries");
            for (Wallet.Entry entry : wallet.entries()) {
                out.writeStartObject();
                out.writeStringField("campaign", entry.campaign());
                out.writeStringField("kind", entry.kind());
                out.writeNumberField("amount", entry.amount());
                out.writeStringField(
                        "decidedAt", Rfc3339.format(entry.decidedAt().toEpochMilli()));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** The entries of what {@link #write} wrote. */
    static List<Wallet.Entry> entries(byte[] json) {
        List<Wallet.Entry> entries = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken token = parser.nextToken();
            while (token != null && token != JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                entries.add(entry(parser));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a wallet that Dibs wrote cannot be read", e);
        }
        return entries;
    }

    private static Wallet.Entry entry(JsonParser parser) throws IOException {
        String campaign = null;
        String kind = null;
        long amount = 0;
        Instant decidedAt = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "campaign" -> campaign = parser.getText();
                case "kind" -> kind = parser.getText();
                case "amount" -> amount = parser.getLongValue();
                case "decidedAt" -> decidedAt = Instant.parse(parser.getText());
                default -> parser.skipChildren();
            }
        }
        return new Wallet.Entry(campaign, kind, amount, decidedAt);
    }
}
