package dibs.wire;

import com.fasterxml.jackson.core.JsonParser;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Reversal;
import java.io.IOException;

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
            Fields fields = Fields.read(parser);
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
        ClaimOutcome outcome = ClaimOutcome.of(f.text("outcome"), Boolean.TRUE.equals(f.value("repeated")));
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
                f.value("revision") != null ? UniversalDataReader.read("campaign", f) : null,
                f.text("requestId"),
                f.time("decidedAt"),
                f.position("request"));
    }

    private static Decision reversal(Fields f) throws Malformed {
        Fields grant = (Fields) f.value("grant");
        Fields reversal = (Fields) f.value("reversal");
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
                (Boolean) f.value("returnBudget"),
                f.text("reason"),
                f.text("requestId"),
                f.time("decidedAt"),
                f.position("position"));
    }
}
