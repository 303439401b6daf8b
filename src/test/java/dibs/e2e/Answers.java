package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests look at in an answer. */
final class Answers {
    private Answers() {}

    /** Status and outcome, for example {@code 409 sold_out}. */
    static String outcome(Claims.Answer answer) {
        return answer.status() + " " + answer.body().path("outcome").asText();
    }

    static String header(Claims.Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElseThrow();
    }

    static void assertProblem(Claims.Answer answer, int status, String field) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().path("field").asText(null))
                .as("%s", answer.body())
                .isEqualTo(field);
        assertThat(answer.body().get("detail").asText()).isNotBlank().doesNotContain("Exception");
    }
}
