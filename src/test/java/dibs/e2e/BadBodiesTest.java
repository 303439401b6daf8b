package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not what the contract says: each is told what is wrong, and which field. */
class BadBodiesTest {
    private static RunningDibs dibs;
    private static Claims claims;

    @BeforeAll
    static void start() throws Exception {
        dibs = RunningDibs.start("front.decision-timeout=30s");
        claims = new Claims(dibs.http());
        claims.open("open", 1_000_000, 100);
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| 400 |",
                "null | 400 |",
                "[] | 400 |",
                "\"u\" | 400 |",
                "{ | 400 |",
                "{\"user\":\"u\" | 400 |",
                "{\"user\":\"u\"} x | 400 |",
                "{\"user\":\"u\"}{} | 400 |",
                "{'user':'u'} | 400 |",
                "{user:\"u\"} | 400 |",
                "{\"user\":\"u\",} | 400 |",
                "{} | 400 | user",
                "{\"user\":null} | 400 | user",
                "{\"user\":1} | 400 | user",
                "{\"user\":true} | 400 | user",
                "{\"user\":[]} | 400 | user",
                "{\"user\":{\"a\":\"b\"}} | 400 | user",
                "{\"user\":\"\"} | 400 | user",
                "{\"user\":\"-u\"} | 400 | user",
                "{\"user\":\"a b\"} | 400 | user",
                "{\"user\":\"ü\"} | 400 | user",
                "{\"user\":\"a\\u0000\"} | 400 | user",
                "{\"user\":\"a\\n\"} | 400 | user",
                "{\"user\":\"u\",\"user\":\"u\"} | 400 | user",
                "{\"user\":\"u\",\"usr\":\"u\"} | 400 | usr",
                "{\"user\":\"u\",\"type\":\"claim\"} | 400 | type",
                "{\"user\":\"u\",\"requestId\":7} | 400 | requestId",
                "{\"user\":\"u\",\"requestId\":\"\"} | 400 | requestId",
                "{\"user\":\"u\",\"requestId\":\"a b\"} | 400 | requestId",
                "{\"user\":\"u\",\"requestId\":\"ä\"} | 400 | requestId",
            })
    void aBodyThatIsNoClaimIsToldWhatIsWrong(String body, int status, String field) throws Exception {
        Answers.assertProblem(claims.post("/v1/campaigns/open/claims", body == null ? "" : body), status, field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\":\"A\" | id",
                "\"id\":\"-a\" | id",
                "\"id\":\"a/b\" | id",
                "\"id\":5 | id",
                "\"title\":\"\" | title",
                "\"title\":\"a\\u0007\" | title",
                "\"budget\":0 | budget",
                "\"budget\":-1 | budget",
                "\"budget\":1.0 | budget",
                "\"budget\":1e2 | budget",
                "\"budget\":\"100\" | budget",
                "\"budget\":1000000000000001 | budget",
                "\"budget\":123456789012345678901234567890 | budget",
                "\"reward\":0 | reward",
                "\"reward\":501 | reward",
                "\"reward\":1000000000001 | reward",
                "\"opensAt\":5 | opensAt",
                "\"opensAt\":\"tomorrow\" | opensAt",
                "\"opensAt\":\"2026-02-30T00:00:00Z\" | opensAt",
                "\"closesAt\":\"2026-01-01T00:00:00+01:00\" | closesAt",
                "\"rules\":1 | rules",
            })
    void aCampaignThatCannotBeIsToldWhichFieldIsWrong(String wrong, String field) throws Exception {
        StringBuilder body = new StringBuilder("{").append(wrong);
        String[] right = {"\"id\":\"fine\"", "\"title\":\"t\"", "\"budget\":500", "\"reward\":100"};
        for (String member : right) {
            if (!wrong.startsWith(member.substring(0, member.indexOf(':')))) {
                body.append(',').append(member);
            }
        }
        Answers.assertProblem(claims.post("/v1/campaigns", body.append('}').toString()), 400, field);
    }

    @Test
    void closingMustComeAfterOpening() throws Exception {
        Claims.Answer answer =
                claims.openWith("never", "\"opensAt\":\"2030-01-01T00:00:00Z\",\"closesAt\":\"2030-01-01T00:00:00Z\"");
        Answers.assertProblem(answer, 400, "closesAt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7b2275736572223a22c3227d", "7b2275736572223a22eda080227d", "c080", "feff7b7d"})
    void brokenUtf8IsRefused(String hex) throws Exception {
        byte[] body = HexFormat.of().parseHex(hex);
        Answers.assertProblem(claims.post("/v1/campaigns/open/claims", "application/json", body), 400, null);
    }

    @Test
    void sizeDepthAndMediaTypeAreBounded() throws Exception {
        String path = "/v1/campaigns/open/claims";
        byte[] tooLarge = " ".repeat(64 * 1024 + 1).getBytes(StandardCharsets.UTF_8);
        Answers.assertProblem(claims.post(path, "application/json", tooLarge), 413, null);
        Answers.assertProblem(claims.post(path, "{\"user\":" + "[".repeat(30_000)), 400, "user");
        byte[] claim = "{\"user\":\"media\"}".getBytes(StandardCharsets.UTF_8);
        for (String type :
                new String[] {null, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"}) {
            Answers.assertProblem(claims.post(path, type, claim), 415, null);
        }
        assertThat(claims.post(path, "Application/JSON; charset=utf-8", claim).status())
                .isEqualTo(201);
    }
}
