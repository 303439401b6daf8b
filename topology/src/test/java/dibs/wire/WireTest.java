package dibs.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.campaign.CampaignState;
import dibs.campaign.Change;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Phase;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.campaign.Reversal;
import dibs.campaign.Tally;
import dibs.campaign.Terms;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden bytes of every format: a change here is a change of what others have stored or read. */
class WireTest {
    private static final Terms TERMS = new Terms("Spring “points”", 100_000, 100, null, 1_800_000_000_000L);
    private static final CampaignState STATE = new CampaignState(
            "spring", 1, 2, TERMS, 150_000, Phase.PAUSED, new Tally(300, 3, 1, 7), 4, 1_795_395_723_456L);
    private static final Grant GRANT = new Grant(100, 3, "r-1", 1_795_395_723_456L, new Position(2, 42));
    private static final Reversal REVERSAL =
            new Reversal(true, "by mistake", "v-1", 1_795_395_723_556L, new Position(2, 44));

    @Test
    void storedValuesAreTheseBytesAndReadBack() {
        assertThat(hex(StoredValue.holding(new Holding(GRANT, null)))).isEqualTo("02c801068083e5dec068045406722d31");
        for (Holding holding : List.of(
                new Holding(GRANT, null),
                new Holding(new Grant(100, 3, "2:42", 1_795_395_723_456L, new Position(2, 42)), null),
                new Holding(GRANT, REVERSAL),
                new Holding(GRANT, new Reversal(false, "", "2:44", 1_795_395_723_556L, new Position(2, 44))))) {
            assertThat(StoredValue.holding(StoredValue.holding(holding))).isEqualTo(holding);
        }
        assertThat(StoredValue.campaign("spring", StoredValue.campaign(STATE))).isEqualTo(STATE);
        Change change = new Change(Operation.TOP_UP, 1_000_000_000_000_000L, 1_000_000);
        assertThat(StoredValue.change(StoredValue.change(change))).isEqualTo(change);
    }

    @Test
    void aStoredValueOfAnUnknownVersionIsNotGuessedAt() {
        byte[] value = StoredValue.holding(new Holding(GRANT, null));
        value[0] = 1;
        assertThatThrownBy(() -> StoredValue.holding(value)).hasMessageContaining("version 1");
    }

    @Test
    void decisionsAreThisJsonAndReadBack() throws Malformed {
        var granted = new Decision.ClaimDecision(
                "spring", "u-1", ClaimOutcome.GRANTED, GRANT, "r-1", GRANT.decidedAt(), GRANT.position());
        assertJson(
                granted,
                "{\"type\":\"claim\",\"request\":\"2:42\",\"outcome\":\"granted\",\"repeated\":false,"
                        + "\"campaign\":\"spring\",\"user\":\"u-1\",\"amount\":100,\"rank\":3,\"requestId\":\"r-1\","
                        + "\"decidedAt\":\"2026-11-23T01:02:03.456Z\",\"position\":\"2:42\"}");
        var refused = new Decision.ClaimDecision(
                "spring", "u-1", ClaimOutcome.SOLD_OUT, null, "2:43", GRANT.decidedAt(), new Position(2, 43));
        assertJson(
                refused,
                "{\"type\":\"claim\",\"request\":\"2:43\",\"outcome\":\"sold_out\",\"campaign\":\"spring\","
                        + "\"user\":\"u-1\",\"requestId\":\"2:43\",\"decidedAt\":\"2026-11-23T01:02:03.456Z\","
                        + "\"position\":\"2:43\"}");
        var paused = new Decision.CampaignDecision(
                "spring",
                Operation.PAUSE,
                OperationOutcome.APPLIED,
                STATE.universalData(),
                "2:1",
                GRANT.decidedAt(),
                new Position(2, 1));
        assertJson(
                paused,
                "{\"type\":\"pause\",\"request\":\"2:1\",\"outcome\":\"applied\",\"campaign\":\"spring\","
                        + "\"title\":\"Spring “points”\",\"budget\":150000,\"reward\":100,"
                        + "\"opensAt\":null,\"closesAt\":\"2027-01-15T08:00:00.000Z\",\"phase\":\"paused\","
                        + "\"soldOut\":false,\"revision\":2,\"requestId\":\"2:1\","
                        + "\"decidedAt\":\"2026-11-23T01:02:03.456Z\",\"position\":\"2:1\"}");
        var reversed = new Decision.ReversalDecision(
                "spring",
                "u-1",
                OperationOutcome.APPLIED,
                new Holding(GRANT, REVERSAL),
                "v-1",
                REVERSAL.decidedAt(),
                REVERSAL.position());
        assertJson(
                reversed,
                "{\"type\":\"reverse\",\"request\":\"2:44\",\"outcome\":\"applied\",\"campaign\":\"spring\","
                        + "\"user\":\"u-1\",\"grant\":{\"amount\":100,\"rank\":3,\"requestId\":\"r-1\","
                        + "\"decidedAt\":\"2026-11-23T01:02:03.456Z\",\"position\":\"2:42\"},"
                        + "\"reversal\":{\"returnBudget\":true,\"reason\":\"by mistake\",\"requestId\":\"v-1\","
                        + "\"decidedAt\":\"2026-11-23T01:02:03.556Z\",\"position\":\"2:44\"},"
                        + "\"requestId\":\"v-1\",\"decidedAt\":\"2026-11-23T01:02:03.556Z\",\"position\":\"2:44\"}");
    }

    @Test
    void aRepeatedGrantSaysWhichRequestItAnswersBesideTheGrantsOwnPosition() {
        var repeated = new Decision.ClaimDecision(
                "spring", "u-1", ClaimOutcome.REPEATED, GRANT, "r-2", GRANT.decidedAt() + 5, new Position(2, 50));
        assertThat(new String(DecisionJson.record(repeated), StandardCharsets.UTF_8))
                .contains(
                        "\"request\":\"2:50\"", "\"repeated\":true", "\"position\":\"2:42\"", "\"requestId\":\"r-1\"");
    }

    @Test
    void requestsReadBack() throws Malformed {
        for (Request request : List.of(
                new Request.Claim("u-1", null),
                new Request.Claim("u-1", "r"),
                new Request.Open(1, TERMS, "o"),
                new Request.Amend(Operation.TOP_UP, 7, "t"),
                new Request.Amend(Operation.PAUSE, 0, null),
                new Request.Amend(Operation.RESUME, 0, "r"),
                new Request.Amend(Operation.CLOSE, 0, "c"),
                new Request.Amend(Operation.ARCHIVE, 0, "a"),
                new Request.Reverse("u-1", false, "", null),
                new Request.Reverse("u-1", true, "by “mistake”", "v"))) {
            assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | | must be one JSON object",
                "{} | type | is required",
                "{\"type\":\"claim\"} | user | is required",
                "{\"type\":\"claim\",\"user\":null} | user | is required",
                "{\"type\":\"claim\",\"user\":7} | user | must be a string",
                "{\"type\":\"claim\",\"user\":\"\"} | user | must be a user id",
                "{\"type\":\"claim\",\"user\":\"a\",\"user\":\"b\"} | user | more than once",
                "{\"type\":\"claim\",\"user\":\"a\",\"usr\":\"b\"} | usr | is not known here",
                "{\"type\":\"claim\",\"user\":\"a\",\"budget\":1} | budget | is not known in a claim",
                "{\"type\":\"claim\",\"user\":{\"a\":1}} | user | must be a single value",
                "{\"type\":\"claim\",\"user\":\"a\"} x | | not JSON",
                "{\"type\":\"claim\",\"user\":\"a\"} {} | | nothing after it",
                "{\"type\":\"claim\",\"user\":\"a\",\"requestId\":\"a b\"} | requestId | visible ASCII",
                "{\"type\":\"gift\"} | type | must be one of",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":1.5,\"reward\":1} | budget | whole number",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":1e3,\"reward\":1} | budget | whole number",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":99999999999999999999,\"reward\":1} | budget | whole",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":1000000000000001,\"reward\":1} | budget | whole",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":\"5\",\"reward\":1} | budget | whole number",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":5,\"reward\":6} | reward | larger than the budget",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":5,\"reward\":0} | reward | whole number from 1",
                "{\"type\":\"open\",\"title\":\"\",\"budget\":5,\"reward\":1} | title | 1 to 200",
                "{\"type\":\"open\",\"title\":\"a\\u0000\",\"budget\":5,\"reward\":1} | title | control",
                "{\"type\":\"open\",\"title\":\"a\\ud800\",\"budget\":5,\"reward\":1} | title | control",
                "{\"type\":\"open\",\"rules\":2,\"title\":\"t\",\"budget\":5,\"reward\":1} | rules | from 1 to 1",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":5,\"reward\":1,\"opensAt\":\"now\"} | opensAt | RFC",
            })
    void whatIsNotARequestIsToldWhyAndWhatWouldBeRight(String json, String field, String message) {
        assertThatThrownBy(() -> RequestJson.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.field()).isEqualTo(field))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "eda080", "c080", "f8888080", "7b22747970"})
    void brokenUtf8AndBrokenJsonAreMalformed(String hex) {
        assertThatThrownBy(() -> RequestJson.read(HexFormat.of().parseHex(hex))).isInstanceOf(Malformed.class);
    }

    @Test
    void depthAndSizeAreMalformedAndNothingWorse() {
        byte[] deep = "[".repeat(60_000).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RequestJson.read(deep)).isInstanceOf(Malformed.class);
        byte[] deepInside = ("{\"user\":" + "[".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RequestJson.read(deepInside)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> RequestJson.read(new byte[64 * 1024 + 1])).hasMessageContaining("at most 65536 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 0",
        "2026-11-23T01:02:03.456Z, 1795395723456",
        "2026-11-23T01:02:03.4Z, 1795395723400",
        "9999-12-31T23:59:59.999Z, 253402300799999",
    })
    void timesAreReadToTheMillisecond(String text, long millis) throws Malformed {
        assertThat(Rfc3339.parse("t", text)).isEqualTo(millis);
        assertThat(Rfc3339.parse("t", Rfc3339.format(millis))).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-23",
                "2026-11-23T01:02:03",
                "2026-11-23T01:02:03+01:00",
                "2026-02-30T00:00:00Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T01:02:60Z",
                "1969-12-31T23:59:59Z",
                "2026-11-23t01:02:03z",
                "2026-11-23T01:02:03.4567Z",
                "٢٠٢٦-11-23T01:02:03Z"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> Rfc3339.parse("t", text)).isInstanceOf(Malformed.class);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void assertJson(Decision decision, String json) throws Malformed {
        byte[] record = DecisionJson.record(decision);
        assertThat(new String(record, StandardCharsets.UTF_8)).isEqualTo(json);
        assertThat(DecisionReader.read(record)).isEqualTo(decision);
    }
}
