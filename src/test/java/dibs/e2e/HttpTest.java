package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(outcome(claims.claim("nowhere", "u"))).isEqualTo("404 unknown_campaign");
        claims.open("two", 250, 100);
        Claims.Answer granted = claims.claim("two", "u-1");
        assertThat(outcome(granted)).isEqualTo("201 granted");
        assertThat(header(granted, "Location")).isEqualTo("/v1/campaigns/two/claims/u-1");
        assertThat(header(granted, "Cache-Control")).isEqualTo("no-store");
        assertThat(outcome(claims.claim("two", "u-1"))).isEqualTo("200 granted");
        claims.claim("two", "u-2");
        assertThat(outcome(claims.claim("two", "u-3"))).isEqualTo("409 sold_out");
        openWith("later", "\"opensAt\":\"9999-01-01T00:00:00Z\"");
        Claims.Answer notOpen = claims.claim("later", "u");
        assertThat(outcome(notOpen)).isEqualTo("409 not_open");
        assertThat(Integer.parseInt(header(notOpen, "Retry-After"))).isPositive();
        openWith("over", "\"closesAt\":\"2001-01-01T00:00:00.5Z\"");
        assertThat(outcome(claims.claim("over", "u"))).isEqualTo("409 closed");
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
        assertThat(outcome(none)).isEqualTo("404 not_granted");
        assertThat(none.body().get("position").asText()).isEqualTo(header(none, "Dibs-Position"));
    }

    @Test
    void askedForAPositionTheAnswerIsFinalOnlyOnceTheLogIsDecidedThatFar() throws Exception {
        String position = claims.claim("open", "pos").body().get("position").asText();
        String partition = position.substring(0, position.indexOf(':'));
        String path = "/v1/campaigns/open/claims/";
        assertThat(claims.get(path + "pos?position=" + position).status()).isEqualTo(200);
        assertThat(claims.get(path + "none?position=" + position).status()).isEqualTo(404);
        assertThat(outcome(claims.get(path + "none?position=" + partition + ":999999999")))
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
        assertThat(Integer.parseInt(header(ahead, "Retry-After"))).isPositive();
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
        Claims.Answer campaign = claims.get("/v1/campaigns/list-b");
        assertThat(campaign.body().get("status").asText()).isEqualTo("sold_out");
        assertThat(header(campaign, "Dibs-Source")).isEqualTo("decider");
        Claims.Answer unchanged = claims.get("/v1/campaigns/list-b", "If-None-Match", header(campaign, "ETag"));
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(claims.get("/v1/campaigns/nowhere").status()).isEqualTo(404);
        assertThat(claims.get("/v1/campaigns/nowhere/stats").status()).isEqualTo(404);
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
        assertProblem(claims.post("/v1/campaigns/open/claims", body == null ? "" : body), status, field);
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
        assertProblem(claims.post("/v1/campaigns", body.append('}').toString()), 400, field);
    }

    @Test
    void closingMustComeAfterOpening() throws Exception {
        Claims.Answer answer =
                openWith("never", "\"opensAt\":\"2030-01-01T00:00:00Z\",\"closesAt\":\"2030-01-01T00:00:00Z\"");
        assertProblem(answer, 400, "closesAt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7b2275736572223a22c3227d", "7b2275736572223a22eda080227d", "c080", "feff7b7d"})
    void brokenUtf8IsRefused(String hex) throws Exception {
        byte[] body = HexFormat.of().parseHex(hex);
        assertProblem(claims.post("/v1/campaigns/open/claims", "application/json", body), 400, null);
    }

    @Test
    void sizeDepthAndMediaTypeAreBounded() throws Exception {
        String path = "/v1/campaigns/open/claims";
        byte[] tooLarge = " ".repeat(64 * 1024 + 1).getBytes(StandardCharsets.UTF_8);
        assertProblem(claims.post(path, "application/json", tooLarge), 413, null);
        assertProblem(claims.post(path, "{\"user\":" + "[".repeat(30_000)), 400, "user");
        byte[] claim = "{\"user\":\"media\"}".getBytes(StandardCharsets.UTF_8);
        for (String type :
                new String[] {null, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"}) {
            assertProblem(claims.post(path, type, claim), 415, null);
        }
        assertThat(claims.post(path, "Application/JSON; charset=utf-8", claim).status())
                .isEqualTo(201);
    }

    @Test
    void pathsAndMethodsThatDoNotExistSaySo() throws Exception {
        assertThat(raw("GET", "/nothing").statusCode()).isEqualTo(404);
        HttpResponse<String> wrongMethod = raw("DELETE", "/v1/campaigns/open/claims");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
        assertThat(wrongMethod.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertProblem(claims.get("/v1/campaigns/open/claims/-bad"), 400, "user");
        assertThat(claims.get("/health/live").status()).isEqualTo(200);
        assertThat(claims.get("/health/ready").status()).isEqualTo(200);
        claims.claim("open", "counted");
        assertThat(raw("GET", "/metrics").body()).contains("dibs_decisions_total", "dibs_http_claims_seconds_bucket");
        assertThat(claims.get("/openapi.json").body().get("openapi").asText()).startsWith("3.0");
    }

    @Test
    void aFrontWithoutADeciderSaysUndecidedAndIsToldByTheRepliesTopicOnceThereIsOne() throws Exception {
        try (RunningDibs front = RunningDibs.start(EnumSet.of(Role.FRONT), "front.decision-timeout=1s")) {
            Claims caller = new Claims(front.http());
            assertThat(caller.open("far", 100, 100).status()).isEqualTo(202);
            Claims.Answer undecided = caller.claim("far", "u-1");
            assertThat(outcome(undecided)).isEqualTo("202 undecided");
            assertThat(header(undecided, "Location"))
                    .endsWith("?position=" + undecided.body().get("position").asText());
            assertThat(caller.get(header(undecided, "Location")).status()).isEqualTo(503);
            try (RunningDibs decider = front.another(EnumSet.of(Role.DECIDER))) {
                assertThat(decider).isNotNull();
                Claims.Answer told = caller.claimForSure("far", "u-1");
                assertThat(outcome(told)).isEqualTo("200 granted");
                assertThat(told.body().get("position"))
                        .isEqualTo(undecided.body().get("position"));
                assertThat(outcome(caller.claimForSure("far", "u-2"))).isEqualTo("409 sold_out");
            }
        }
    }

    @Test
    void aboveTheBoundNothingIsWrittenAndTheAnswerIs503AtOnce() throws Exception {
        try (RunningDibs front =
                RunningDibs.start(EnumSet.of(Role.FRONT), "front.decision-timeout=5s", "front.max-under-way=1")) {
            Claims caller = new Claims(front.http());
            CompletableFuture<Claims.Answer> waiting = CompletableFuture.supplyAsync(() -> quietly(caller, "u-1"));
            await().until(() -> raw(front.http(), "GET", "/metrics").body().contains("dibs_http_claims_under_way 1.0"));
            Claims.Answer refused = caller.claim("any", "u-2");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(header(refused, "Retry-After"))).isPositive();
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

    private static Claims.Answer openWith(String id, String times) throws Exception {
        return claims.post(
                "/v1/campaigns", "{\"id\":\"" + id + "\",\"title\":\"t\",\"budget\":100,\"reward\":100," + times + "}");
    }

    private static HttpResponse<String> raw(String method, String path) throws Exception {
        return raw(dibs.http(), method, path);
    }

    private static HttpResponse<String> raw(String http, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(http + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(Claims.Answer answer, int status, String field) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().path("field").asText(null))
                .as("%s", answer.body())
                .isEqualTo(field);
        assertThat(answer.body().get("detail").asText()).isNotBlank().doesNotContain("Exception");
    }

    private static String outcome(Claims.Answer answer) {
        return answer.status() + " " + answer.body().path("outcome").asText();
    }

    private static String header(Claims.Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElseThrow();
    }
}
