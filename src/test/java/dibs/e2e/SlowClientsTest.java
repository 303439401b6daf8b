package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients who send a byte now and then, never read, or leave: many more of them than threads, and claims go on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SlowClientsTest {
    private static final int SLOW = 60;
    private static final int CLAIMS = 40;

    private final List<Socket> sockets = new ArrayList<>();
    private final AnswerJournal journal = new AnswerJournal();
    private RunningDibs dibs;
    private Claims claims;

    @BeforeEach
    void start() throws Exception {
        dibs = RunningDibs.start(
                "front.threads=8",
                "front.body-timeout=6s",
                "front.idle-timeout=3s",
                "front.decision-timeout=30s",
                "ledger.rows-per-second=5000");
        claims = new Claims(dibs.http());
        claims.open("rushed", 1_000_000, 100);
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        dibs.close();
    }

    @Test
    void bodiesThatComeByteByByteHoldNoThreadAndAreCut() throws Exception {
        for (int i = 0; i < SLOW; i++) {
            send(post("slow-" + i, 100));
        }
        ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = dripping.scheduleWithFixedDelay(this::drip, 100, 100, TimeUnit.MILLISECONDS);
            claim();
            for (Socket socket : sockets) {
                assertThat(socket.getInputStream().available())
                        .as("claims did not wait for slow bodies to end")
                        .isZero();
            }
            for (Socket socket : sockets) {
                assertThat(answer(socket)).startsWith("HTTP/1.1 408 ").contains("application/problem+json");
            }
        } finally {
            dripping.shutdownNow();
        }
        assertThat(Metrics.of(dibs.http(), "dibs_http_refused_total{reason=\"slow_body\"}"))
                .isEqualTo(SLOW);
        assertOnlyTheClaimsCount();
    }

    @Test
    void readersWhoNeverReadHoldNoThreadAndAreCut() throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add("listed-" + i);
        }
        String title = "\\u2603".repeat(200);
        KafkaRecords.sendAll(
                dibs, many, "{\"type\":\"open\",\"title\":\"" + title + "\",\"budget\":100,\"reward\":100}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> claims.get("/v1/campaigns?limit=1000")
                                .body()
                                .get("campaigns")
                                .size()
                        == 1_000);
        for (int i = 0; i < SLOW; i++) {
            send("GET /v1/campaigns?limit=1000 HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        claim();
        await().atMost(Duration.ofSeconds(30)).until(() -> Metrics.of(dibs.http(), "dibs_http_connections") < SLOW / 2);
        assertOnlyTheClaimsCount();
    }

    @Test
    void whoLeavesInTheMiddleOfAClaimIsDecidedOnceAllTheSame() throws Exception {
        for (int i = 0; i < SLOW; i++) {
            String body = "{\"user\":\"leaves-" + i + "\"}";
            Socket socket = send(post("leaves-" + i, body.length()) + body);
            if (i % 2 == 0) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
        claim();
        Audited.clean(dibs, journal.file());
        for (int i = 0; i < SLOW; i++) {
            assertThat(claims.claim("rushed", "leaves-" + i).status()).isIn(200, 201);
        }
        await().until(() -> granted() == SLOW + CLAIMS);
        Audited.clean(dibs, journal.file());
    }

    private void claim() throws Exception {
        for (int i = 0; i < CLAIMS; i++) {
            Claims.Answer answer = claims.claim("rushed", "quick-" + i);
            journal.add("rushed", "quick-" + i, answer);
            assertThat(answer.status()).isEqualTo(201);
        }
    }

    private void assertOnlyTheClaimsCount() throws Exception {
        assertThat(granted()).isEqualTo(CLAIMS);
        Audited.clean(dibs, journal.file());
    }

    private int granted() throws Exception {
        return claims.get("/v1/campaigns/rushed/stats").body().get("granted").asInt();
    }

    private static String post(String user, int length) {
        return "POST /v1/campaigns/rushed/claims HTTP/1.1\r\nHost: " + user
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private Socket send(String text) throws IOException {
        URI http = URI.create(dibs.http());
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.getPort()));
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
        return socket;
    }

    private void drip() {
        for (Socket socket : sockets) {
            try {
                socket.getOutputStream().write(' ');
            } catch (IOException cut) {
                // That is what is waited for.
            }
        }
    }

    private static String answer(Socket socket) throws IOException {
        byte[] some = new byte[2_000];
        StringBuilder text = new StringBuilder();
        while (text.indexOf("}") < 0) {
            int read = socket.getInputStream().read(some);
            assertThat(read).as("read so far: %s", text).isPositive();
            text.append(new String(some, 0, read, StandardCharsets.US_ASCII));
        }
        return text.toString();
    }
}
