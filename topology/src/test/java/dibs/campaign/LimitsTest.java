package dibs.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final Pattern CAMPAIGN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:@+-]{0,127}");

    @Test
    void idsAreWhatTheContractsPatternsSayForEveryCharacterInEveryPlace() {
        for (char c = 0; c < 0x300; c++) {
            for (String id : new String[] {"" + c, "a" + c, c + "a", "a" + c + "b"}) {
                assertThat(Limits.isCampaignId(id))
                        .as(id)
                        .isEqualTo(CAMPAIGN.matcher(id).matches());
                assertThat(Limits.isUserId(id))
                        .as(id)
                        .isEqualTo(USER.matcher(id).matches());
            }
        }
    }

    @Test
    void lengthsEndWhereTheContractSays() {
        assertThat(Limits.isCampaignId("a".repeat(64))).isTrue();
        assertThat(Limits.isCampaignId("a".repeat(65))).isFalse();
        assertThat(Limits.isUserId("a".repeat(128))).isTrue();
        assertThat(Limits.isUserId("a".repeat(129))).isFalse();
        assertThat(Limits.isRequestId("~".repeat(128))).isTrue();
        assertThat(Limits.isRequestId("~".repeat(129))).isFalse();
        assertThat(Limits.isText("😀".repeat(200), 1, 200)).isTrue();
        assertThat(Limits.isText("😀".repeat(201), 1, 200)).isFalse();
        assertThat(Limits.isCampaignId("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\nb", "\u007f", "\u0085", "\ud800", "x\udc00y"})
    void textHasNoControlCharactersAndNoHalfCharacters(String text) {
        assertThat(Limits.isText(text, 0, 10)).isFalse();
    }
}
