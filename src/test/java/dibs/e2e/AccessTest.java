package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dibs.auth.Issuer;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every route with every kind of token: who is let in, who is not, and that nothing of it can be read in the log. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessTest {
    private static final String USER = "marker-user";
    private static final String CLAIM = "/v1/campaigns/{campaign}/claims";
    private static final String EVENTS = "/v1/campaigns/{campaign}/events";
    private static final List<Call> CALLS = List.of(
            Call.get("/", "/", "open"),
            Call.get("/health/live", "/health/live", "open"),
            Call.get("/health/ready", "/health/ready", "open"),
            Call.get("/openapi.json", "/openapi.json", "open"),
            Call.get("/asyncapi.json", "/asyncapi.json", "open"),
            Call.get("/docs", "/docs", "open"),
            Call.get("/docs/{file}", "/docs/start.js", "open"),
            Call.get("/metrics", "/metrics", "not_here"),
            Call.get("/v1/campaigns", "/v1/campaigns", "any"),
            Call.get("/v1/ledger", "/v1/ledger", "any"),
            Call.get("/v1/campaigns/{campaign}", "/v1/campaigns/spring", "any"),
            Call.get("/v1/campaigns/{campaign}/stats", "/v1/campaigns/spring/stats", "any"),
            // A stream has no end; that there is no such campaign is told before it begins.
            Call.get(EVENTS, "/v1/campaigns/nowhere/events", "any"),
            Call.post(CLAIM, "/v1/campaigns/spring/claims", "claim", "{\"user\":\"" + USER + "\"}"),
            Call.get(CLAIM + "/{user}", "/v1/campaigns/spring/claims/" + USER, "read"),
            Call.get("/v1/users/{user}/wallet", "/v1/users/" + USER + "/wallet", "read"),
            Call.get("/v1/pages/campaign/{campaign}", "/v1/pages/campaign/spring?user=" + USER, "read"),
            Call.post(
                    "/v1/campaigns",
                    "/v1/campaigns",
                    "operate",
                    "{\"id\":\"new\",\"title\":\"T\",\"budget\":100,\"reward\":100}"),
            operate("top-ups", "{\"amount\":100,\"requestId\":\"more\"}"),
            operate("pause", null),
            operate("resume", null),
            operate("close", null),
            operate("archive", null),
            Call.post(
                    CLAIM + "/{user}/reversal",
                    "/v1/campaigns/spring/claims/gone/reversal",
                    "operate",
                    "{\"returnBudget\":true}"));

    private static final Issuer ISSUER = new Issuer("known");
    private static final Map<String, String> INVALID = InvalidTokens.of(ISSUER, USER);
    private static final CheckedHttp HTTP = new CheckedHttp();
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    @TempDir
    private static Path dir;

    private static RunningDibs dibs;
    private static Claims claims;

    private static Call operate(String what, String body) {
        return Call.post("/v1/campaigns/{campaign}/" + what, "/v1/campaigns/other/" + what, "operate", body);
    }

    @BeforeAll
    static void start() throws Exception {
        LOG.start();
        root().addAppender(LOG);
        Path jwks = dir.resolve("jwks.json");
        Files.writeString(jwks, Issuer.jwks(ISSUER));
        dibs = RunningDibs.start(
                "front.decision-timeout=30s",
                "front.sold-out-lease=10ms",
                "front.access-log=true",
                "auth.mode=jwt",
                "auth.jwks=" + jwks,
                "auth.issuer=" + Issuer.NAME,
                "auth.audience=" + Issuer.AUDIENCE);
        claims = new Claims(dibs.http());
        String operator = ISSUER.token("boss", "dibs:operate", "dibs:claim");
        for (String campaign : List.of("spring", "other")) {
            String body = "{\"id\":\"" + campaign + "\",\"title\":\"T\",\"budget\":1000,\"reward\":100}";
            assertThat(answer(Call.post("", "/v1/campaigns", "", body), operator)
                            .status())
                    .isEqualTo(201);
        }
        for (String user : List.of(USER, "gone")) {
            Call claim = Call.post("", "/v1/campaigns/spring/claims", "", "{\"user\":\"" + user + "\"}");
            assertThat(answer(claim, operator).status()).isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        root().detachAppender(LOG);
        Audited.clean(dibs);
        dibs.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Claims.Answer answer(Call call, String token) throws Exception {
        return claims.send(call.request(dibs.http(), token == null ? null : "Bearer " + token));
    }

    @Test
    @Order(1)
    void theTableHasEveryRoute() throws Exception {
        Set<String> inTable = new TreeSet<>();
        CALLS.forEach(call -> inTable.add(call.method() + " " + call.route()));
        Set<String> documented = new TreeSet<>();
        JsonNode paths = claims.get("/openapi.json").body().path("paths");
        paths.fieldNames()
                .forEachRemaining(path -> List.of("get", "post").stream()
                        .filter(paths.path(path)::has)
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(inTable).isEqualTo(documented);
    }

    @Test
    @Order(2)
    void whatIsNotBelievedOpensNothing() throws Exception {
        for (Map.Entry<String, String> token : INVALID.entrySet()) {
            for (Call call : CALLS) {
                Claims.Answer answer = answer(call, token.getValue());
                int expected = call.rule().equals("open") ? 200 : call.rule().equals("not_here") ? 404 : 401;
                assertThat(answer.status())
                        .as("%s with %s: %s", call, token.getKey(), answer.body())
                        .isEqualTo(expected);
                if (expected == 401) {
                    assertRefusal(answer, token.getValue() == null ? "Bearer realm" : "error=\"invalid_token\"");
                }
            }
        }
    }

    @Test
    @Order(3)
    void aTokenOpensWhatItsScopesSay() throws Exception {
        assertOpens(ISSUER.token("another"), "any");
        assertOpens(ISSUER.token("another", "dibs:claimant", "operate"), "any");
        assertOpens(ISSUER.sign(Issuer.claims(null)), "any");
        assertOpens(ISSUER.token(USER), "any", "read", "claim");
        assertOpens(ISSUER.token("backend", "dibs:claim"), "any", "read", "claim");
        assertOpens(ISSUER.token("boss", "openid", "dibs:operate"), "any", "read", "operate");
    }

    private static void assertOpens(String token, String... rules) throws Exception {
        for (Call call : CALLS) {
            Claims.Answer answer = answer(call, token);
            String as = call + " " + answer.body();
            if (call.rule().equals("not_here")) {
                assertThat(answer.status()).as(as).isEqualTo(404);
            } else if (call.rule().equals("open") || List.of(rules).contains(call.rule())) {
                assertThat(answer.status()).as(as).isIn(call.route().equals(EVENTS) ? List.of(404) : List.of(200, 201));
            } else {
                assertThat(answer.status()).as(as).isEqualTo(403);
                assertRefusal(answer, "error=\"insufficient_scope\"");
            }
        }
    }

    private static void assertRefusal(Claims.Answer answer, String challenge) {
        assertThat(Answers.header(answer, "WWW-Authenticate")).contains(challenge);
        assertThat(Answers.header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.response().headers() + answer.response().body()).doesNotContain("marker", "another\"");
    }

    /** First who, then what, then whose. */
    @Test
    @Order(4)
    void whatIsMalformedIsToldSoOnlyToWhoIsKnown() throws Exception {
        Call bad = Call.post(CLAIM, "/v1/campaigns/spring/claims", "claim", "{\"usr\":\"" + USER + "\"}");
        assertThat(answer(bad, null).status()).isEqualTo(401);
        Answers.assertProblem(answer(bad, ISSUER.token("another")), 400, "usr");
        Call noOperator = Call.post(CLAIM, "/v1/campaigns", "operate", "{");
        assertThat(answer(noOperator, ISSUER.token("another")).status()).isEqualTo(403);
        Call page = Call.get("", "/v1/pages/campaign/spring", "any");
        assertThat(answer(page, ISSUER.token("another")).status()).isEqualTo(200);
        assertThat(answer(page, null).status()).isEqualTo(401);
    }

    @Test
    @Order(5)
    void headAndTheFormOfTheHeader() throws Exception {
        String token = ISSUER.token(USER);
        for (Call call : CALLS) {
            if (call.method().equals("GET") && !call.route().equals(EVENTS)) {
                Call head = new Call("HEAD", call.route(), call.path(), call.rule(), null);
                assertThat(status(head, null)).as("%s", head).isEqualTo(status(call, null));
                assertThat(status(head, "Bearer " + token)).as("%s", head).isEqualTo(status(call, "Bearer " + token));
            }
        }
        Call own = Call.get("", "/v1/users/" + USER + "/wallet", "read");
        assertThat(status(own, "bearer  " + token)).isEqualTo(200);
        assertThat(status(own, "Basic " + token)).isEqualTo(401);
        assertThat(status(own, token)).isEqualTo(401);
        HttpRequest.Builder twice = own.request(dibs.http(), "Bearer " + token).header("Authorization", "Basic x");
        assertThat(claims.send(twice).status()).isEqualTo(401);
        assertThat(status(Call.get("", "/v1/users/" + USER + "/wallet?access_token=" + token, "read"), null))
                .isEqualTo(401);
    }

    private static int status(Call call, String authorization) throws Exception {
        return HTTP.send(call.request(dibs.http(), authorization).build()).statusCode();
    }

    @Test
    @Order(6)
    void everyAnswerHasAnId() throws Exception {
        assertThat(idOf("/v1/nowhere", "mine-7")).isEqualTo("mine-7");
        assertThat(idOf("/health/live", "a".repeat(128))).hasSize(128);
        assertThat(idOf("/health/live", "a".repeat(129))).hasSize(32);
        assertThat(idOf("/health/live", "a b")).hasSize(32);
        assertThat(Answers.header(claims.get("/v1/campaigns"), "X-Request-Id")).hasSize(32);
        // What never reaches a route.
        assertThat(rawAnswerTo("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .containsPattern("X-Request-Id: [0-9a-f]{32}");
    }

    private static String idOf(String path, String given) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dibs.http() + path))
                .header("X-Request-Id", given)
                .build();
        return HTTP.send(request).headers().firstValue("X-Request-Id").orElseThrow();
    }

    private static String rawAnswerTo(String request) throws Exception {
        URI http = URI.create(dibs.http());
        try (Socket socket = new Socket(http.getHost(), http.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    @Order(7)
    void theLogHasRoutesAndNothingThatIsSecret() {
        // A line is written once its answer is on its way, so the last one may still be missing.
        await().until(() -> lines().stream().anyMatch(line -> line.contains(" - 400 ")));
        List<String> lines = lines();
        List<String> access =
                lines.stream().filter(line -> line.startsWith("dibs.access ")).toList();
        assertThat(access).hasSizeGreaterThan(CALLS.size() * INVALID.size());
        assertThat(access)
                .allMatch(
                        line -> line.strip().matches("dibs.access [!-~]{1,128} [A-Z-]+ \\S+ [1-5][0-9]{2} [0-9.]+ ms"));
        assertThat(access).anyMatch(line -> line.contains(" GET /v1/users/{user}/wallet 401 "));
        assertThat(access).anyMatch(line -> line.contains(" POST " + CLAIM + " 200 "));
        assertThat(access).anyMatch(line -> line.contains(" mine-7 GET - 404 "));
        // Every token of the tests begins so.
        assertThat(lines).noneMatch(line -> line.contains("marker") || line.contains("eyJ"));
    }

    private static List<String> lines() {
        return List.copyOf(LOG.list).stream()
                .map(event -> event.getLoggerName() + " " + event.getFormattedMessage() + " "
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }
}
