package dibs.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dibs.campaign.Phase;
import dibs.campaign.Terms;
import dibs.campaign.UniversalData;
import java.io.IOException;

/** Reads what {@link UniversalDataJson#record} wrote. Stateless and thread-safe. */
public final class UniversalDataReader {
    private UniversalDataReader() {}

    /** Reads a record of {@code dibs.campaigns}. */
    public static UniversalData read(byte[] record) throws Malformed {
        try (JsonParser parser = Json.parser(record)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed(null, "is no campaign: not a JSON object");
            }
            UniversalData data = read("id", Fields.read(parser));
            if (parser.nextToken() != null) {
                throw new Malformed(null, "is no campaign: something follows it");
            }
            return data;
        } catch (IOException | IllegalArgumentException | NullPointerException | ClassCastException e) {
            throw new Malformed(null, "is no campaign: " + e.getMessage());
        }
    }

    /** The same fields inside a decision, where {@code id} has another name. */
    static UniversalData read(String id, Fields f) throws Malformed {
        Terms terms = new Terms(
                f.text("title"),
                f.whole("budget"),
                f.whole("reward"),
                f.timeOrNull("opensAt"),
                f.timeOrNull("closesAt"));
        return new UniversalData(
                f.text(id),
                terms,
                Phase.ofWireName(f.text("phase")),
                (Boolean) f.value("soldOut"),
                f.whole("revision"));
    }
}
