package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer must be, written as {@code 400 user: words of the detail}, {@code 404 =outcome} or the status alone.
 *
 * @param field at fault; {@code -} where there is none, null where the status is all
 */
record Expected(int status, String outcome, String field, String words) {
    private static final Pattern FORM = Pattern.compile("(\\d{3})(?: =(.*)| (.*?): (.*))?");

    static Expected of(String text) {
        Matcher form = FORM.matcher(text);
        assertThat(form.matches()).as(text).isTrue();
        return new Expected(Integer.parseInt(form.group(1)), form.group(2), form.group(3), form.group(4));
    }

    void check(int answered, String contentType, JsonNode body) {
        assertThat(answered).as("%s", body).isEqualTo(status);
        if (outcome != null) {
            assertThat(body.path("outcome").asText()).isEqualTo(outcome);
        } else if (status >= 400 && !body.isMissingNode()) {
            checkProblem(contentType, body);
        }
    }

    private void checkProblem(String contentType, JsonNode body) {
        assertThat(contentType).isEqualTo("application/problem+json");
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("title").asText()).isNotBlank();
        String detail = body.path("detail").asText();
        assertThat(detail).isNotBlank().hasSizeLessThan(600).doesNotContain("Exception", "java.", "org.", "dibs.");
        assertThat(detail)
                .as("nothing in it can change how it is shown")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
        if (field != null) {
            assertThat(body.path("field").asText("-")).as("%s", body).isEqualTo(field);
            assertThat(detail).contains(words);
        }
    }
}
