package dibs.e2e;

import static dibs.e2e.Answers.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators ask for by HTTP, and what claimants hear afterwards. */
class OperatorTest {
    private static final String LEASE = "front.sold-out-lease=";

    private static RunningDibs dibs;
    private static Claims claims;

    @BeforeAll
    static void start() {
        dibs = RunningDibs.start("front.decision-timeout=30s", LEASE + "20ms");
        claims = new Claims(dibs.http());
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    @Test
    void aTopUpCountsOnceByItsRequestId() throws Exception {
        claims.open("top", 100, 100);
        claims.claim("top", "u-1");
        assertThat(outcome(claims.claim("top", "u-2"))).isEqualTo("409 sold_out");
        Claims.Answer topped = topUp("top", 100, "t-1");
        assertThat(topped.status()).isEqualTo(200);
        assertThat(topped.body().get("budget").asLong()).isEqualTo(200);
        assertThat(topped.body().get("status").asText()).isEqualTo("open");
        assertThat(topUp("top", 100, "t-1").body()).isEqualTo(topped.body());
        Claims.Answer other = topUp("top", 101, "t-1");
        assertThat(outcome(other)).isEqualTo("422 request_id_taken");
        Answers.assertProblem(other, 422, "requestId");
        assertThat(outcome(claims.claim("top", "u-2"))).isEqualTo("201 granted");
        assertThat(outcome(topUp("top", 1_000_000_000_000_000L, "t-2"))).isEqualTo("409 too_large");
        operate("top", "close");
        assertThat(outcome(topUp("top", 1, "t-3"))).isEqualTo("409 closed");
        assertThat(topUp("top", 100, "t-1").status()).isEqualTo(200);
    }

    @Test
    void pauseResumeCloseAndArchiveAreAnsweredWithTheCampaignAsItIsThen() throws Exception {
        claims.open("life", 300, 100);
        claims.claim("life", "u-1");
        assertThat(outcome(operate("life", "archive"))).isEqualTo("409 not_closed");
        assertThat(status(operate("life", "pause"))).isEqualTo("paused");
        assertThat(status(operate("life", "pause"))).as("also when already so").isEqualTo("paused");
        Claims.Answer paused = claims.claim("life", "u-2");
        assertThat(outcome(paused)).isEqualTo("409 paused");
        assertThat(Integer.parseInt(Answers.header(paused, "Retry-After"))).isPositive();
        assertThat(outcome(claims.claim("life", "u-1"))).isEqualTo("200 granted");
        assertThat(status(operate("life", "resume"))).isEqualTo("open");
        assertThat(status(operate("life", "close"))).isEqualTo("closed");
        assertThat(outcome(operate("life", "resume"))).isEqualTo("409 closed");
        assertThat(outcome(claims.claim("life", "u-2"))).isEqualTo("409 closed");
        Claims.Answer archived = operate("life", "archive");
        assertThat(status(archived)).isEqualTo("archived");
        assertThat(outcome(claims.claim("life", "u-1"))).isEqualTo("409 archived");
        assertThat(outcome(claims.get("/v1/campaigns/life/claims/u-1"))).isEqualTo("409 archived");
        Claims.Answer shown =
                claims.get("/v1/campaigns/life", "Dibs-Position", Answers.header(archived, "Dibs-Position"));
        assertThat(shown.body()).isEqualTo(archived.body());
    }

    @Test
    void aPauseThatIsRepeatedLateDoesNotUndoTheResume() throws Exception {
        claims.open("late", 300, 100);
        claims.post("/v1/campaigns/late/pause", "{\"requestId\":\"p\"}");
        claims.post("/v1/campaigns/late/resume", "{\"requestId\":\"r\"}");
        assertThat(status(claims.post("/v1/campaigns/late/pause", "{\"requestId\":\"p\"}")))
                .isEqualTo("open");
    }

    @Test
    void aReversalHappensOnceAndTheFirstCallStands() throws Exception {
        claims.open("back", 100, 100);
        String path = "/v1/campaigns/back/claims/u-1";
        assertThat(outcome(claims.post(path + "/reversal", "{\"returnBudget\":true}")))
                .isEqualTo("404 not_granted");
        claims.claim("back", "u-1");
        Claims.Answer reversed = claims.post(path + "/reversal", "{\"returnBudget\":true,\"reason\":\"by “mistake”\"}");
        assertThat(outcome(reversed)).isEqualTo("200 reversed");
        assertThat(reversed.body().get("reason").asText()).isEqualTo("by “mistake”");
        assertThat(claims.post(path + "/reversal", "{\"returnBudget\":false}").body())
                .isEqualTo(reversed.body());
        assertThat(claims.get(path).body()).isEqualTo(reversed.body());
        assertThat(outcome(claims.claim("back", "u-1"))).isEqualTo("409 reversed");
        assertThat(outcome(claims.claim("back", "u-2"))).isEqualTo("201 granted");
        var stats = claims.get("/v1/campaigns/back/stats").body();
        assertThat(stats.get("granted").asLong()).isEqualTo(2);
        assertThat(stats.get("reversed").asLong()).isEqualTo(1);
        assertThat(stats.get("spent").asLong()).isEqualTo(100);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(dibs.ledger().entries("back"))
                        .containsExactly("grant 100 #1 u-1", "reversal -100 #1 u-1", "grant 100 #2 u-2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "top-ups | {\"amount\":1} | requestId",
                "top-ups | {\"requestId\":\"r\"} | amount",
                "top-ups | {\"amount\":0,\"requestId\":\"r\"} | amount",
                "top-ups | {\"amount\":1000000000000001,\"requestId\":\"r\"} | amount",
                "top-ups | {\"amount\":1,\"requestId\":\"r\",\"reason\":\"x\"} | reason",
                "pause | {\"requestId\":\"\"} | requestId",
                "resume | {\"amount\":1} | amount",
                "close | [] |",
                "archive | {\"requestId\":7} | requestId",
                "claims/u-1/reversal | {} | returnBudget",
                "claims/u-1/reversal | {\"returnBudget\":\"yes\"} | returnBudget",
                "claims/u-1/reversal | {\"returnBudget\":true,\"reason\":\"\\u0000\"} | reason",
                "claims/-u/reversal | {\"returnBudget\":true} | user",
            })
    void aBodyThatIsNotWhatTheOperationTakesIsToldWhatIsWrong(String path, String body, String field) throws Exception {
        Answers.assertProblem(claims.post("/v1/campaigns/any/" + path, body), 400, field);
    }

    @ParameterizedTest
    @CsvSource({"pause", "resume", "close", "archive"})
    void whereThereIsNoCampaignNothingCanBeDone(String operation) throws Exception {
        assertThat(outcome(operate("nowhere", operation))).isEqualTo("404 unknown_campaign");
    }

    /** Fronts may refuse by themselves for the length of a lease; the answer says that this is over everywhere. */
    @Test
    void answersAreHeldLongerThanALease() throws Exception {
        try (RunningDibs held = RunningDibs.start("front.decision-timeout=30s", LEASE + "700ms")) {
            Claims caller = new Claims(held.http());
            caller.open("held", 100, 100);
            caller.claim("held", "u-1");
            Duration lease = Duration.ofMillis(700);
            assertThat(nanos(() -> caller.post("/v1/campaigns/held/top-ups", "{\"amount\":1,\"requestId\":\"t\"}")))
                    .isGreaterThan(lease.toNanos());
            assertThat(nanos(() -> caller.post("/v1/campaigns/held/claims/u-1/reversal", "{\"returnBudget\":true}")))
                    .isGreaterThan(lease.toNanos());
        }
    }

    private interface Call {
        Claims.Answer make() throws Exception;
    }

    private static long nanos(Call call) throws Exception {
        long started = System.nanoTime();
        assertThat(call.make().status()).isLessThan(300);
        return System.nanoTime() - started;
    }

    private static Claims.Answer topUp(String campaign, long amount, String requestId) throws Exception {
        return claims.post(
                "/v1/campaigns/" + campaign + "/top-ups",
                "{\"amount\":" + amount + ",\"requestId\":\"" + requestId + "\"}");
    }

    /** Without a body. */
    private static Claims.Answer operate(String campaign, String operation) throws Exception {
        return claims.post("/v1/campaigns/" + campaign + "/" + operation, null, new byte[0]);
    }

    private static String status(Claims.Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body().get("status").asText();
    }
}
