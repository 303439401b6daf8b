package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is too much is told so at once, with when to come again, and leaves nothing on the log. */
class FrontLimitsTest {
    private static final EnumSet<Role> FRONT_AND_DECIDER = EnumSet.of(Role.FRONT, Role.DECIDER);

    @Test
    void claimsOfOneUserAreLimitedAndThoseOfOthersAreNot() throws Exception {
        try (RunningDibs dibs =
                RunningDibs.start(FRONT_AND_DECIDER, "front.claims-per-user=1", "front.decision-timeout=30s")) {
            Claims claims = new Claims(dibs.http());
            claims.open("fair", 1_000_000, 100);
            assertThat(claims.claim("fair", "eager").status()).isEqualTo(201);
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                Claims.Answer answer = claims.claim("fair", "eager");
                if (answer.status() == 429) {
                    assertTold(answer, 429);
                    refused++;
                }
                assertThat(claims.claim("fair", "other-" + i).status()).isEqualTo(201);
            }
            assertThat(refused).isPositive();
            assertThat(refused(dibs, "user_rate")).isEqualTo(refused);
            await().untilAsserted(() ->
                    assertThat(claims.claim("fair", "eager").status()).isEqualTo(200));
            assertThat(claims.get("/v1/campaigns/fair/stats")
                            .body()
                            .get("granted")
                            .asInt())
                    .isEqualTo(21);
        }
    }

    @Test
    void requestsOfOneAddressAreLimited() throws Exception {
        try (RunningDibs dibs = RunningDibs.start(FRONT_AND_DECIDER, "front.requests-per-address=5")) {
            Claims claims = new Claims(dibs.http());
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Claims.Answer answer = claims.get("/v1/campaigns");
                statuses.add(answer.status());
            }
            assertThat(statuses).startsWith(200).contains(429);
        }
    }

    @Test
    void aConnectionTooManyIsToldSoAndClosedAndTheOthersAreServed() throws Exception {
        try (RunningDibs dibs = RunningDibs.start(FRONT_AND_DECIDER, "front.max-connections=10")) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                open.add(connect(dibs));
                assertThat(live(open.get(i))).startsWith("HTTP/1.1 200 ");
            }
            Socket eleventh = connect(dibs);
            assertThat(live(eleventh)).startsWith("HTTP/1.1 503 ").contains("Retry-After: ", "Connection: close");
            Socket silent = connect(dibs);
            assertThat(silent.getInputStream().read())
                    .as("closed, since it asks nothing")
                    .isEqualTo(-1);
            assertThat(live(open.get(0))).startsWith("HTTP/1.1 200 ");
            open.get(1).close();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                try (Socket again = connect(dibs)) {
                    assertThat(live(again)).startsWith("HTTP/1.1 200 ");
                }
            });
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void headersTooLargeAreAProblem() throws Exception {
        try (RunningDibs dibs = RunningDibs.start(FRONT_AND_DECIDER, "front.max-header=1024");
                Socket socket = connect(dibs)) {
            assertThat(ask(socket, "X: " + "x".repeat(2_000) + "\r\n"))
                    .startsWith("HTTP/1.1 431 ")
                    .contains("application/problem+json");
        }
    }

    /** Nobody decides here, so as many wait as may after a pause; operators are taken all the same. */
    @Test
    void whileTooManyClaimsWaitNewOnesAreRefused() throws Exception {
        try (RunningDibs dibs =
                RunningDibs.start(EnumSet.of(Role.FRONT), "front.max-wait=1s", "front.decision-timeout=10s")) {
            Claims claims = new Claims(dibs.http());
            CheckedHttp http = new CheckedHttp();
            HttpRequest.Builder claim = HttpRequest.newBuilder(URI.create(dibs.http() + "/v1/campaigns/waits/claims"))
                    .header("Content-Type", "application/json");
            List<CompletableFuture<HttpResponse<String>>> taken = IntStream.range(0, 256)
                    .mapToObj(i -> "{\"user\":\"taken-" + i + "\"}")
                    .map(body -> claim.POST(HttpRequest.BodyPublishers.ofString(body)))
                    .map(each -> http.sendAsync(each.build()))
                    .toList();
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> Metrics.of(dibs.http(), "dibs_http_claims_under_way") == 256);
            assertTold(claim(claims, "refused"), 503);
            assertThat(refused(dibs, "wait")).isOne();
            assertThat(claims.post("/v1/campaigns/waits/pause", "{}").status()).isEqualTo(202);
            for (CompletableFuture<HttpResponse<String>> each : taken) {
                assertThat(each.join().statusCode()).isEqualTo(202);
            }
            List<String> written = KafkaRecords.read(dibs.topic("requests"), 257).stream()
                    .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .toList();
            assertThat(written).noneMatch(request -> request.contains("refused"));
        }
    }

    private static Claims.Answer claim(Claims claims, String user) {
        try {
            return claims.claim("waits", user);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertTold(Claims.Answer answer, int status) {
        Answers.assertProblem(answer, status, null);
        assertThat(Answers.header(answer, "Retry-After")).matches("[1-3]");
    }

    private static double refused(RunningDibs dibs, String reason) throws Exception {
        return Metrics.of(dibs.http(), "dibs_http_refused_total{reason=\"" + reason + "\"}");
    }

    private static Socket connect(RunningDibs dibs) throws IOException {
        URI http = URI.create(dibs.http());
        Socket socket = new Socket(http.getHost(), http.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String live(Socket socket) throws IOException {
        return ask(socket, "");
    }

    private static String ask(Socket socket, String header) throws IOException {
        String request = "GET /health/live HTTP/1.1\r\nHost: x\r\n" + header + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] some = new byte[4_000];
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("}") < 0) {
            int read = socket.getInputStream().read(some);
            assertThat(read).as("read so far: %s", answer).isPositive();
            answer.append(new String(some, 0, read, StandardCharsets.US_ASCII));
        }
        return answer.toString();
    }
}
