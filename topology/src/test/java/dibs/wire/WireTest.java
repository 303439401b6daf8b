package dibs.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Position;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What golden files cannot say about the formats. */
class WireTest {
    private static final Grant GRANT = new Grant(100, 3, "r-1", 1_795_395_723_456L, new Position(2, 42));

    @Test
    void aStoredValueOfAnUnknownVersionIsNotGuessedAt() {
        byte[] value = StoredValue.holding(new Holding(GRANT, null));
        value[0] = 1;
        assertThatThrownBy(() -> StoredValue.holding(value)).hasMessageContaining("version 1");
    }

    @Test
    void aRepeatedGrantSaysWhichRequestItAnswersBesideTheGrantsOwnPosition() {
        var repeated = new Decision.ClaimDecision(
                "spring", "u-1", ClaimOutcome.REPEATED, GRANT, "r-2", GRANT.decidedAt() + 5, new Position(2, 50));
        assertThat(new String(DecisionJson.record(repeated), StandardCharsets.UTF_8))
                .contains(
                        "\"request\":\"2:50\"", "\"repeated\":true", "\"position\":\"2:42\"", "\"requestId\":\"r-1\"");
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
}
