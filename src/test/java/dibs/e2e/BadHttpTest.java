package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.BadInput.Case;
import dibs.e2e.BadInput.Kind;
import dibs.golden.Notation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Bad input over HTTP, a table for bodies and one for everything around them: each is told what is wrong, nothing is
 * logged as if Dibs had failed, a claim before and after each kind succeeds, and the audit finds nothing at the end.
 */
class BadHttpTest {
    /** Twice the threads of the HTTP server. */
    private static final int SLOW_SENDERS = 64;

    private static final Map<String, String> PATHS = Map.of(
            "claim", "/v1/campaigns/open/claims",
            "open", "/v1/campaigns",
            "top-up", "/v1/campaigns/victim/top-ups",
            "pause", "/v1/campaigns/victim/pause",
            "reversal", "/v1/campaigns/victim/claims/u-1/reversal");

    private static final Pattern PERHAPS = Pattern.compile("^(\\d{3})\\?");

    private static final AtomicInteger USERS = new AtomicInteger();

    private static RunningDibs dibs;
    private static Claims claims;
    private static Complaints complaints;

    @BeforeAll
    static void start() throws Exception {
        dibs = RunningDibs.start("front.decision-timeout=30s", "ledger.rows-per-second=5000");
        claims = new Claims(dibs.http());
        claims.open("open", 1_000_000, 100);
        claims.open("victim", 1_000_000, 100);
        complaints = Complaints.listen();
    }

    @AfterAll
    static void stop() {
        try {
            Audited.clean(dibs);
            complaints.assertNone();
        } finally {
            complaints.close();
            dibs.close();
        }
    }

    @TestFactory
    Stream<DynamicContainer> bodies() {
        return BadInput.read("/bad/bodies.txt").stream().map(kind -> container(kind, BadHttpTest::body));
    }

    @TestFactory
    Stream<DynamicContainer> requests() {
        return BadInput.read("/bad/http.txt").stream().map(kind -> container(kind, BadHttpTest::request));
    }

    private interface Check {
        void of(Case input) throws Exception;
    }

    private static DynamicContainer container(Kind kind, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest("a claim before", goodClaim()));
        for (Case each : kind.cases()) {
            tests.add(DynamicTest.dynamicTest(each.name(), () -> check.of(each)));
        }
        tests.add(DynamicTest.dynamicTest("a claim after", goodClaim()));
        tests.add(DynamicTest.dynamicTest("nothing in the log", complaints::assertNone));
        return DynamicContainer.dynamicContainer(kind.name(), tests);
    }

    private static Executable goodClaim() {
        return () -> assertThat(claims.claim("open", newUser()).status()).isEqualTo(201);
    }

    private static String newUser() {
        return "good-" + USERS.incrementAndGet();
    }

    private static void body(Case each) throws Exception {
        String route = each.input().substring(0, each.input().indexOf(' '));
        byte[] body = Notation.bytes(each.input().substring(route.length() + 1));
        Claims.Answer answer = claims.post(PATHS.get(route), "application/json", body);
        String type = answer.response().headers().firstValue("Content-Type").orElse(null);
        String expected = new String(Notation.bytes(each.expected()), StandardCharsets.UTF_8);
        Expected.of(expected).check(answer.status(), type, answer.body());
    }

    private static void request(Case each) throws Exception {
        List<RawHttp.Answer> answers = RawHttp.exchange(dibs.http(), bytes(each.input()));
        List<Expected> expected = expected(each.expected(), answers.size());
        assertThat(answers).as("%s", answers).hasSameSizeAs(expected);
        for (int i = 0; i < answers.size(); i++) {
            RawHttp.Answer answer = answers.get(i);
            expected.get(i).check(answer.status(), answer.contentType(), answer.body());
        }
    }

    private static List<Expected> expected(String text, int answered) {
        List<String> each = text.isEmpty() ? List.of() : List.of(text.split(" \\+ "));
        boolean withoutLast = answered == each.size() - 1
                && PERHAPS.matcher(each.get(answered)).lookingAt();
        return each.stream()
                .limit(withoutLast ? answered : each.size())
                .map(one -> Expected.of(PERHAPS.matcher(one).replaceFirst("$1")))
                .toList();
    }

    private static byte[] bytes(String input) {
        String text = input.replace("{http}", " HTTP/1.1|Host: x|")
                .replace("{json}", "Content-Type: application/json|")
                .replace("{claims}", "/v1/campaigns/open/claims");
        text = Pattern.compile("\\{claim}").matcher(text).replaceAll(found -> lengthAndBody());
        return Notation.bytes(text.replace("|", "\r\n"));
    }

    private static String lengthAndBody() {
        String body = "{\"user\":\"" + newUser() + "\"}";
        return "Content-Length: " + body.length() + "||" + body;
    }

    @Test
    void whoSendsSlowlyHoldsNoThread() throws Exception {
        List<RawHttp> slow = new ArrayList<>();
        List<String> rests = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_SENDERS; i++) {
                String claim =
                        new String(bytes("POST {claims}{http}{json}Connection: close|{claim}"), StandardCharsets.UTF_8);
                int cut = claim.length() - 1 - i % 20;
                slow.add(new RawHttp(dibs.http()));
                slow.get(i).send(claim.substring(0, cut).getBytes(StandardCharsets.UTF_8));
                rests.add(claim.substring(cut));
            }
            long started = System.nanoTime();
            assertThat(claims.claim("open", newUser()).status()).isEqualTo(201);
            assertThat(System.nanoTime() - started).as("waits for none of them").isLessThan(20_000_000_000L);
            for (int i = 0; i < SLOW_SENDERS; i++) {
                for (byte each : rests.get(i).getBytes(StandardCharsets.UTF_8)) {
                    slow.get(i).send(new byte[] {each});
                }
                assertThat(slow.get(i).answers())
                        .extracting(RawHttp.Answer::status)
                        .containsExactly(201);
            }
        } finally {
            for (RawHttp each : slow) {
                each.close();
            }
        }
    }

    @Test
    void whoSendsFarTooMuchHearsThat() throws Exception {
        byte[] body = new byte[4 << 20];
        for (int i = 0; i < 50; i++) {
            Claims.Answer answer = claims.post("/v1/campaigns/open/claims", "application/json", body);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(claims.claim("open", newUser()).status()).isEqualTo(201);
        }
    }

    @Test
    void whoAsksFirstIsToldToGoOn() throws IOException {
        try (RawHttp connection = new RawHttp(dibs.http())) {
            String[] claim = new String(
                            bytes("POST {claims}{http}{json}Expect: 100-continue|Connection: close|{claim}"),
                            StandardCharsets.UTF_8)
                    .split("(?<=\r\n\r\n)");
            connection.send(claim[0].getBytes(StandardCharsets.UTF_8));
            assertThat(connection.next(25)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            connection.send(claim[1].getBytes(StandardCharsets.UTF_8));
            assertThat(connection.answers()).extracting(RawHttp.Answer::status).containsExactly(201);
        }
    }

    @Test
    void whatALaxServerWouldTakeForAClaimIsNone() throws IOException, InterruptedException {
        String[] smuggled = {
            "POST {claims}{http}{json}Content-Length: 5|Transfer-Encoding: chunked||0||HIDDEN",
            "POST {claims}{http}{json}Transfer-Encoding: chunked|Content-Length: 5||0||HIDDEN",
            "POST {claims}{http}{json}Content-Length: 0|Content-Length: 300||HIDDEN",
            "POST {claims}{http}{json}Content-Length: -1||HIDDEN",
            "POST {claims}{http}{json}Transfer-Encoding: xchunked||HIDDEN",
            "POST {claims}{http}{json}Transfer-Encoding: chunked||5;{x:0a}HIDDEN|0||",
            "POST {claims}{http}{json}Content-Length : 5||HIDDEN",
            "POST {claims}{http}{json} Content-Length: 5||HIDDEN",
        };
        for (int i = 0; i < smuggled.length; i++) {
            String body = "{\"user\":\"hidden-" + i + "\"}";
            String hidden = "POST {claims}{http}{json}Content-Length: " + body.length() + "||" + body;
            List<RawHttp.Answer> answers = RawHttp.exchange(dibs.http(), bytes(smuggled[i].replace("HIDDEN", hidden)));
            assertThat(answers)
                    .as(smuggled[i])
                    .extracting(RawHttp.Answer::status)
                    .containsExactly(400);
            assertThat(Answers.outcome(claims.get("/v1/campaigns/open/claims/hidden-" + i)))
                    .isEqualTo("404 not_granted");
        }
    }
}
