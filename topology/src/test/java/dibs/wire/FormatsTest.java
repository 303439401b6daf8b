package dibs.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.CampaignState;
import dibs.campaign.Change;
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
import dibs.campaign.Request;
import dibs.campaign.Reversal;
import dibs.campaign.Status;
import dibs.campaign.Tally;
import dibs.campaign.Terms;
import dibs.campaign.UniversalData;
import dibs.golden.Golden;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every format that is stored or published, byte for byte: a change here is a change of what others have. */
class FormatsTest {
    private static final long NOW = 1_795_395_723_456L;
    private static final Terms TERMS = new Terms("Spring “points” \\ \"é\"", 100_000, 100, null, 1_800_000_000_000L);
    private static final Grant GRANT = new Grant(100, 3, "r-1", NOW, new Position(2, 42));
    private static final Grant UNLABELLED = new Grant(100, 3, "2:42", NOW, new Position(2, 42));
    private static final Reversal REVERSAL = new Reversal(true, "by “mistake”", "v-1", NOW + 100, new Position(2, 44));
    private static final Reversal BARE = new Reversal(false, "", "2:44", NOW + 100, new Position(2, 44));
    private static final Terms LARGEST =
            new Terms("t", 1_000_000_000_000_000L, 1_000_000_000_000L, 0L, 253_402_300_799_999L);

    @Test
    void storedCampaigns() {
        StringBuilder text = new StringBuilder();
        for (Phase phase : Phase.values()) {
            CampaignState state =
                    new CampaignState("spring", 1, 2, TERMS, 150_000, phase, new Tally(300, 3, 1, 7), 4, NOW);
            text.append(stored(phase.wireName(), StoredValue.campaign(state)));
            assertThat(StoredValue.campaign("spring", StoredValue.campaign(state)))
                    .isEqualTo(state);
        }
        long most = Long.MAX_VALUE;
        CampaignState largest = new CampaignState(
                "c", 1, most, LARGEST, most, Phase.RUNNING, new Tally(most, most, most, most), most, most);
        text.append(stored("largest", StoredValue.campaign(largest)));
        assertThat(StoredValue.campaign("c", StoredValue.campaign(largest))).isEqualTo(largest);
        Golden.assertSame("stored-campaigns.txt", text.toString());
    }

    @Test
    void storedHoldings() {
        StringBuilder text = new StringBuilder();
        for (Holding holding : List.of(
                new Holding(GRANT, null),
                new Holding(UNLABELLED, null),
                new Holding(GRANT, REVERSAL),
                new Holding(UNLABELLED, BARE))) {
            text.append(stored(holding.toString(), StoredValue.holding(holding)));
            assertThat(StoredValue.holding(StoredValue.holding(holding))).isEqualTo(holding);
        }
        Golden.assertSame("stored-holdings.txt", text.toString());
    }

    @Test
    void storedChanges() {
        StringBuilder text = new StringBuilder();
        for (Operation operation : Operation.values()) {
            Change change = new Change(operation, 1_000_000_000_000_000L, 1_000_000);
            text.append(stored(change.toString(), StoredValue.change(change)));
            assertThat(StoredValue.change(StoredValue.change(change))).isEqualTo(change);
        }
        Golden.assertSame("stored-changes.txt", text.toString());
    }

    @Test
    void decisions() throws Malformed {
        Golden.assertSame(
                "decisions.txt",
                lines(allDecisions().stream().map(DecisionJson::record).toList()));
        for (Decision decision : allDecisions()) {
            assertThat(DecisionReader.read(DecisionJson.record(decision))).isEqualTo(decision);
        }
    }

    private static List<Decision> allDecisions() {
        List<Decision> decisions = new ArrayList<>();
        Position at = new Position(2, 57);
        for (ClaimOutcome outcome : ClaimOutcome.values()) {
            Grant grant = outcome.isGranted() ? GRANT : null;
            // A grant's decision has the grant's label and time.
            String label = grant == null ? "2:57" : grant.requestId();
            decisions.add(new ClaimDecision("spring", "u-1", outcome, grant, label, NOW, at));
        }
        UniversalData data = new UniversalData("spring", TERMS, Phase.RUNNING, false, 7);
        for (Operation operation : Operation.values()) {
            if (operation != Operation.REVERSE) {
                decisions.add(
                        new CampaignDecision("spring", operation, OperationOutcome.APPLIED, data, "o-1", NOW, at));
            }
        }
        for (OperationOutcome outcome : OperationOutcome.values()) {
            UniversalData shown = outcome == OperationOutcome.UNKNOWN_CAMPAIGN ? null : data;
            decisions.add(new CampaignDecision("spring", Operation.TOP_UP, outcome, shown, "o-1", NOW, at));
            Holding holding = outcome.isInForce() ? new Holding(GRANT, REVERSAL) : null;
            decisions.add(new ReversalDecision("spring", "u-1", outcome, holding, "o-1", NOW, at));
        }
        return decisions;
    }

    @Test
    void answers() {
        Golden.assertSame(
                "answers.txt",
                lines(List.of(
                        DecisionJson.claimBody(new ClaimDecision(
                                "spring", "u-1", ClaimOutcome.GRANTED, GRANT, "r-1", NOW, GRANT.position())),
                        DecisionJson.claimBody(new ClaimDecision(
                                "spring", "u-1", ClaimOutcome.REPEATED, GRANT, "r-2", NOW + 5, new Position(2, 50))),
                        DecisionJson.claimBody(new ClaimDecision(
                                "spring", "u-1", ClaimOutcome.PAUSED, null, "r-2", NOW + 5, new Position(2, 50))),
                        DecisionJson.reversedBody("spring", "u-1", new Holding(GRANT, REVERSAL)))));
    }

    @Test
    void ledgerEntries() {
        Golden.assertSame(
                "entries.txt",
                lines(List.of(
                        EntryJson.record("spring", "u-1", new Holding(GRANT, null)),
                        EntryJson.record("spring", "u-1", new Holding(GRANT, REVERSAL)))));
    }

    @Test
    void universalData() {
        List<byte[]> records = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            records.add(UniversalDataJson.record(new UniversalData("spring", TERMS, phase, false, 7)));
        }
        records.add(UniversalDataJson.record(new UniversalData("spring", LARGEST, Phase.RUNNING, true, 8)));
        Golden.assertSame("universal-data.txt", lines(records));
    }

    @Test
    void requests() throws Malformed {
        List<Request> requests = new ArrayList<>(List.of(
                new Request.Claim("u-1", null),
                new Request.Claim("u-1", "r"),
                new Request.Open(1, TERMS, "o"),
                new Request.Open(1, LARGEST, null),
                new Request.Amend(Operation.TOP_UP, 7, "t"),
                new Request.Reverse("u-1", false, "", null),
                new Request.Reverse("u-1", true, "by “mistake”", "v")));
        for (Operation each : List.of(Operation.PAUSE, Operation.RESUME, Operation.CLOSE, Operation.ARCHIVE)) {
            requests.add(new Request.Amend(each, 0, null));
        }
        Golden.assertSame(
                "requests.txt", lines(requests.stream().map(RequestJson::write).toList()));
        for (Request request : requests) {
            assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        }
    }

    @Test
    void namesAndCodesInTheirOrder() {
        StringBuilder text = new StringBuilder();
        for (ClaimOutcome each : ClaimOutcome.values()) {
            text.append("claim ")
                    .append(each)
                    .append(' ')
                    .append(each.wireName())
                    .append('\n');
        }
        for (OperationOutcome each : OperationOutcome.values()) {
            text.append("operation outcome ")
                    .append(each)
                    .append(' ')
                    .append(each.wireName())
                    .append('\n');
        }
        for (Operation each : Operation.values()) {
            text.append("operation ")
                    .append(each)
                    .append(' ')
                    .append(each.wireName())
                    .append(' ');
            text.append(each.code()).append('\n');
        }
        for (Phase each : Phase.values()) {
            text.append("phase ")
                    .append(each)
                    .append(' ')
                    .append(each.wireName())
                    .append(' ');
            text.append(each.code()).append('\n');
        }
        for (Status each : Status.values()) {
            text.append("status ")
                    .append(each)
                    .append(' ')
                    .append(each.wireName())
                    .append('\n');
        }
        Golden.assertSame("names.txt", text.toString());
    }

    private static String stored(String what, byte[] value) {
        return what + "\n    " + HexFormat.of().formatHex(value) + "\n";
    }

    private static String lines(List<byte[]> records) {
        StringBuilder text = new StringBuilder();
        records.forEach(
                each -> text.append(new String(each, StandardCharsets.UTF_8)).append('\n'));
        return text.toString();
    }
}
