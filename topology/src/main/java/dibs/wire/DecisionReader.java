package dibs.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.Opening;
import dibs.campaign.Grant;
import dibs.campaign.OpenOutcome;
import dibs.campaign.Position;
import dibs.campaign.Terms;
import dibs.campaign.UniversalData;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what {@link DecisionJson} wrote. Fields it does not know are ignored, so that a newer decider may add some.
 * Stateless and thread-safe.
 */
public final class DecisionReader {
    private DecisionReader() {}

    /** Reads a record of {@code dibs.decisions} or {@code dibs.replies}. */
    public static Decision read(byte[] record) throws Malformed {
        try {
            Map<String, Object> fields = fields(record);
            return "open".equals(fields.get("type")) ? opening(fields) : claim(fields);
        } catch (IOException | IllegalArgumentException | NullPointerException | ClassCastException e) {
            throw new Malformed(null, "is no decision: " + e.getMessage());
        }
    }

    private static Decision claim(Map<String, Object> f) throws Malformed {
        boolean repeated = Boolean.TRUE.equals(f.get("repeated"));
        ClaimOutcome outcome = ClaimOutcome.of(text(f, "outcome"), repeated);
        long decidedAt = Rfc3339.parse("decidedAt", text(f, "decidedAt"));
        Position position = Position.parse(text(f, "position"));
        String requestId = text(f, "requestId");
        Grant grant = outcome.isGranted()
                ? new Grant((Long) f.get("amount"), (Long) f.get("rank"), requestId, decidedAt, position)
                : null;
        Position request = Position.parse(text(f, "request"));
        return new ClaimDecision(text(f, "campaign"), text(f, "user"), outcome, grant, requestId, decidedAt, request);
    }

    private static Decision opening(Map<String, Object> f) throws Malformed {
        OpenOutcome outcome = OpenOutcome.of(text(f, "outcome"), (Boolean) f.get("repeated"));
        Terms terms = new Terms(
                text(f, "title"),
                (Long) f.get("budget"),
                (Long) f.get("reward"),
                time(f, "opensAt"),
                time(f, "closesAt"));
        UniversalData data =
                new UniversalData(text(f, "campaign"), terms, (Boolean) f.get("soldOut"), (Long) f.get("revision"));
        long decidedAt = Rfc3339.parse("decidedAt", text(f, "decidedAt"));
        return new Opening(
                data.id(), outcome, data, text(f, "requestId"), decidedAt, Position.parse(text(f, "request")));
    }

    private static Map<String, Object> fields(byte[] record) throws IOException {
        Map<String, Object> fields = new HashMap<>();
        try (JsonParser parser = Json.parser(record)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.VALUE_STRING) {
                    fields.put(name, parser.getText());
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    fields.put(name, parser.getLongValue());
                } else if (token.isBoolean()) {
                    fields.put(name, parser.getBooleanValue());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return fields;
    }

    private static Long time(Map<String, Object> fields, String name) throws Malformed {
        String text = (String) fields.get(name);
        return text == null ? null : Long.valueOf(Rfc3339.parse(name, text));
    }

    private static String text(Map<String, Object> fields, String name) {
        String text = (String) fields.get(name);
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }
}
