package dibs.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Phase;
import dibs.campaign.Position;
import dibs.campaign.Reversal;
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
        try (JsonParser parser = Json.parser(record)) {
            parser.nextToken();
            Fields fields = fields(parser);
            String type = fields.text("type");
            if (type.equals(DecisionJson.CLAIM)) {
                return claim(fields);
            }
            Operation operation = Operation.ofWireName(type);
            return operation == Operation.REVERSE ? reversal(fields) : campaign(operation, fields);
        } catch (IOException | IllegalArgumentException | NullPointerException | ClassCastException e) {
            throw new Malformed(null, "is no decision: " + e.getMessage());
        }
    }

    private static Decision claim(Fields f) throws Malformed {
        ClaimOutcome outcome = ClaimOutcome.of(f.text("outcome"), Boolean.TRUE.equals(f.values.get("repeated")));
        Grant grant = outcome.isGranted() ? grant(f) : null;
        return new ClaimDecision(
                f.text("campaign"),
                f.text("user"),
                outcome,
                grant,
                f.text("requestId"),
                f.time("decidedAt"),
                f.position("request"));
    }

    private static Decision campaign(Operation operation, Fields f) throws Malformed {
        return new CampaignDecision(
                f.text("campaign"),
                operation,
                OperationOutcome.ofWireName(f.text("outcome")),
                f.values.containsKey("revision") ? universalData(f) : null,
                f.text("requestId"),
                f.time("decidedAt"),
                f.position("request"));
    }

    private static Decision reversal(Fields f) throws Malformed {
        Fields grant = (Fields) f.values.get("grant");
        Fields reversal = (Fields) f.values.get("reversal");
        return new ReversalDecision(
                f.text("campaign"),
                f.text("user"),
                OperationOutcome.ofWireName(f.text("outcome")),
                grant == null ? null : new Holding(grant(grant), taken(reversal)),
                f.text("requestId"),
                f.time("decidedAt"),
                f.position("request"));
    }

    private static Grant grant(Fields f) throws Malformed {
        return new Grant(
                f.whole("amount"), f.whole("rank"), f.text("requestId"), f.time("decidedAt"), f.position("position"));
    }

    private static Reversal taken(Fields f) throws Malformed {
        return new Reversal(
                (Boolean) f.values.get("returnBudget"),
                f.text("reason"),
                f.text("requestId"),
                f.time("decidedAt"),
                f.position("position"));
    }

    private static UniversalData universalData(Fields f) throws Malformed {
        Terms terms = new Terms(
                f.text("title"),
                f.whole("budget"),
                f.whole("reward"),
                f.timeOrNull("opensAt"),
                f.timeOrNull("closesAt"));
        return new UniversalData(
                f.text("campaign"),
                terms,
                Phase.ofWireName(f.text("phase")),
                (Boolean) f.values.get("soldOut"),
                f.whole("revision"));
    }

    /** From after the object's start to its end; lists are skipped. */
    private static Fields fields(JsonParser parser) throws IOException {
        Map<String, Object> values = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                values.put(name, parser.getText());
            } else if (token == JsonToken.VALUE_NUMBER_INT) {
                values.put(name, parser.getLongValue());
            } else if (token.isBoolean()) {
                values.put(name, parser.getBooleanValue());
            } else if (token == JsonToken.START_OBJECT) {
                values.put(name, fields(parser));
            } else {
                parser.skipChildren();
            }
        }
        return new Fields(values);
    }

    private record Fields(Map<String, Object> values) {

        String text(String name) {
            String text = (String) values.get(name);
            if (text == null) {
                throw new IllegalArgumentException(name + " is missing");
            }
            return text;
        }

        long whole(String name) {
            return (Long) values.get(name);
        }

        long time(String name) throws Malformed {
            return Rfc3339.parse(name, text(name));
        }

        Long timeOrNull(String name) throws Malformed {
            return values.get(name) == null ? null : Long.valueOf(time(name));
        }

        Position position(String name) {
            return Position.parse(text(name));
        }
    }
}
