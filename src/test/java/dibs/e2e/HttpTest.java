package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the contract says of HTTP, asked of the real thing. */
class HttpTest {
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

    @Test
    void everyOutcomeHasItsStatus() throws Exception {
        assertThat(Answers.outcome(claims.claim("nowhere", "u"))).isEqualTo("404 unknown_campaign");
        claims.open("two", 250, 100);
        Claims.Answer granted = claims.claim("two", "u-1");
        assertThat(Answers.outcome(granted)).isEqualTo("201 granted");
        assertThat(Answers.header(granted, "Location")).isEqualTo("/v1/campaigns/two/claims/u-1");
        assertThat(Answers.header(granted, "Cache-Control")).isEqualTo("no-store");
        assertThat(Answers.outcome(claims.claim("two", "u-1"))).isEqualTo("200 granted");
        claims.claim("two", "u-2");
        assertThat(Answers.outcome(claims.claim("two", "u-3"))).isEqualTo("409 sold_out");
        claims.openWith("later", "\"opensAt\":\"9999-01-01T00:00:00Z\"");
        Claims.Answer notOpen = claims.claim("later", "u");
        assertThat(Answers.outcome(notOpen)).isEqualTo("409 not_open");
        assertThat(Integer.parseInt(Answers.header(notOpen, "Retry-After"))).isPositive();
        claims.openWith("over", "\"closesAt\":\"2001-01-01T00:00:00.5Z\"");
        assertThat(Answers.outcome(claims.claim("over", "u"))).isEqualTo("409 closed");
    }

    @Test
    void theLabelIsTheCallersOrThePosition() throws Exception {
        Claims.Answer labelled =
                claims.post("/v1/campaigns/open/claims", "{\"user\":\"lab\",\"requestId\":\"my-label\"}");
        assertThat(labelled.body().get("requestId").asText()).isEqualTo("my-label");
        Claims.Answer plain = claims.claim("open", "nolab");
        assertThat(plain.body().get("requestId")).isEqualTo(plain.body().get("position"));
    }

    @Test
    void openingAgainChangesNothingAndAnotherUnderTheIdIsAConflict() throws Exception {
        Claims.Answer first = claims.open("once", 300, 100);
        assertThat(first.status()).isEqualTo(201);
        Claims.Answer again = claims.open("once", 300, 100);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        Claims.Answer other = claims.open("once", 400, 100);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().get("field").asText()).isEqualTo("id");
    }

    @Test
    void aGrantIsFoundAndShownInTheLedgerOnceItIs() throws Exception {
        Claims.Answer granted = claims.claim("open", "found");
        String path = "/v1/campaigns/open/claims/found";
        assertThat(claims.get(path).grant()).isEqualTo(granted.grant());
        await().until(() -> claims.get(path).body().get("inLedger").asBoolean());
        Claims.Answer none = claims.get("/v1/campaigns/open/claims/nobody");
        assertThat(Answers.outcome(none)).isEqualTo("404 not_granted");
        assertThat(none.body().get("position").asText()).isEqualTo(Answers.header(none, "Dibs-Position"));
    }

    @Test
    void askedForAPositionTheAnswerIsFinalOnlyOnceTheLogIsDecidedThatFar() throws Exception {
        String position = claims.claim("open", "pos").body().get("position").asText();
        String partition = position.substring(0, position.indexOf(':'));
        String path = "/v1/campaigns/open/claims/";
        assertThat(claims.get(path + "pos?position=" + position).status()).isEqualTo(200);
        assertThat(claims.get(path + "none?position=" + position).status()).isEqualTo(404);
        assertThat(Answers.outcome(claims.get(path + "none?position=" + partition + ":999999999")))
                .isEqualTo("202 undecided");
        Claims.Answer foreign = claims.get(path + "pos?position=" + (Integer.parseInt(partition) + 1) % 4 + ":1");
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.body().get("field").asText()).isEqualTo("position");
        assertThat(claims.get(path + "pos?position=x").status()).isEqualTo(400);
    }

    @Test
    void nothingOlderIsAnsweredThanWhatTheCallerHasSeen() throws Exception {
        String position = claims.claim("open", "seen").body().get("position").asText();
        Claims.Answer stats = claims.get("/v1/campaigns/open/stats", "Dibs-Position", position);
        assertThat(stats.status()).isEqualTo(200);
        String partition = position.substring(0, position.indexOf(':'));
        Claims.Answer ahead = claims.get("/v1/campaigns/open/stats", "Dibs-Position", partition + ":999999999");
        assertThat(ahead.status()).isEqualTo(503);
        assertThat(Integer.parseInt(Answers.header(ahead, "Retry-After"))).isPositive();
    }

    @Test
    void campaignsHaveAnETagAndAreListedById() throws Exception {
        for (String id : new String[] {"list-c", "list-a", "list-b"}) {
            claims.open(id, 100, 100);
        }
        Claims.Answer page = claims.get("/v1/campaigns?after=LIST&limit=2");
        assertThat(page.status()).isEqualTo(400);
        page = claims.get("/v1/campaigns?after=list&limit=2");
        assertThat(page.body().get("campaigns").findValuesAsText("id")).containsExactly("list-a", "list-b");
        assertThat(page.body().get("next").asText()).isEqualTo("list-b");
        claims.claim("list-b", "u");
        Claims.Answer soldOut = claims.get("/v1/campaigns?status=sold_out&after=list");
        assertThat(soldOut.body().get("campaigns").findValuesAsText("id"))
                .contains("list-b")
                .doesNotContain("list-a");
        String seen = Answers.header(soldOut, "Dibs-Position");
        Claims.Answer campaign = claims.get("/v1/campaigns/list-b", "Dibs-Position", seen);
        assertThat(campaign.body().get("status").asText()).isEqualTo("sold_out");
        assertThat(Answers.header(campaign, "Dibs-Source")).isEqualTo("decider");
        String tag = Answers.header(campaign, "ETag");
        await().until(
                        () -> claims.get("/v1/campaigns/list-b", "If-None-Match", tag)
                                .status(),
                        status -> status == 304);
        assertThat(claims.get("/v1/campaigns/nowhere").status()).isEqualTo(404);
        assertThat(claims.get("/v1/campaigns/nowhere/stats").status()).isEqualTo(404);
    }

    @Test
    void pathsAndMethodsThatDoNotExistSaySo() throws Exception {
        assertThat(claims.raw("GET", "/nothing").statusCode()).isEqualTo(404);
        HttpResponse<String> wrongMethod = claims.raw("DELETE", "/v1/campaigns/open/claims");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
        assertThat(wrongMethod.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        Answers.assertProblem(claims.get("/v1/campaigns/open/claims/-bad"), 400, "user");
        assertThat(claims.get("/health/live").status()).isEqualTo(200);
        assertThat(claims.get("/health/ready").status()).isEqualTo(200);
        claims.claim("open", "counted");
        assertThat(claims.raw("GET", "/metrics").body())
                .contains("dibs_decisions_total", "dibs_http_claims_seconds_bucket");
        assertThat(claims.get("/openapi.json").body().get("openapi").asText()).startsWith("3.0");
    }

    @Test
    void aFrontWithoutADeciderSaysUndecidedAndIsToldByTheRepliesTopicOnceThereIsOne() throws Exception {
        try (RunningDibs front = RunningDibs.start(EnumSet.of(Role.FRONT), "front.decision-timeout=1s")) {
            Claims caller = new Claims(front.http());
            assertThat(caller.open("far", 100, 100).status()).isEqualTo(202);
            Claims.Answer undecided = caller.claim("far", "u-1");
            assertThat(Answers.outcome(undecided)).isEqualTo("202 undecided");
            assertThat(Answers.header(undecided, "Location"))
                    .endsWith("?position=" + undecided.body().get("position").asText());
            assertThat(caller.get(Answers.header(undecided, "Location")).status())
                    .isEqualTo(503);
            try (RunningDibs decider = front.another(EnumSet.of(Role.DECIDER))) {
                assertThat(decider).isNotNull();
                Claims.Answer told = caller.claimForSure("far", "u-1");
                assertThat(Answers.outcome(told)).isEqualTo("200 granted");
                assertThat(told.body().get("position"))
                        .isEqualTo(undecided.body().get("position"));
                assertThat(Answers.outcome(caller.claimForSure("far", "u-2"))).isEqualTo("409 sold_out");
            }
        }
    }

    @Test
    void aboveTheBoundNothingIsWrittenAndTheAnswerIs503AtOnce() throws Exception {
        try (RunningDibs front =
                RunningDibs.start(EnumSet.of(Role.FRONT), "front.decision-timeout=5s", "front.max-under-way=1")) {
            Claims caller = new Claims(front.http());
            CompletableFuture<Claims.Answer> waiting = CompletableFuture.supplyAsync(() -> quietly(caller, "u-1"));
            await().until(() -> caller.raw("GET", "/metrics").body().contains("dibs_http_claims_under_way 1.0"));
            Claims.Answer refused = caller.claim("any", "u-2");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(Answers.header(refused, "Retry-After"))).isPositive();
            assertThat(waiting.join().status()).isEqualTo(202);
        }
    }

    private static Claims.Answer quietly(Claims caller, String user) {
        try {
            return caller.claim("any", user);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
