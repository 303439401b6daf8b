package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.local.FaultProxy;
import dibs.local.OwnRedis;
import dibs.serve.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A front that holds no store shows campaigns as they are now, with hardly a question to Redis. */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FreshnessTest {
    private static final int ROUNDS = Proof.times(20, 200);

    @TempDir
    static Path dir;

    private OwnRedis redis;
    private FaultProxy proxy;
    private RunningDibs dibs;
    private RunningDibs front;
    private Claims owner;
    private Claims reader;

    @BeforeAll
    void start() {
        redis = new OwnRedis(dir.resolve("redis"));
        proxy = new FaultProxy(redis.port());
        dibs = RunningDibs.startWith(redis.uri());
        front = dibs.anotherOn("redis://127.0.0.1:" + proxy.port(), EnumSet.of(Role.FRONT));
        owner = new Claims(dibs.http());
        reader = new Claims(front.http());
    }

    @AfterAll
    void stop() {
        front.close();
        dibs.close();
        proxy.close();
        redis.close();
    }

    /** Milliseconds from the answer to the claim that sells it out until the other front says so. */
    private long untilSeen(String campaign) throws Exception {
        owner.open(campaign, 100, 100);
        awaitStatus(campaign, "open");
        assertThat(owner.claimForSure(campaign, "u-1").status()).isEqualTo(201);
        long acknowledged = System.nanoTime();
        awaitStatus(campaign, "sold_out");
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - acknowledged);
    }

    private void awaitStatus(String campaign, String status) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofMinutes(1))
                .until(() -> status(campaign).equals(status));
    }

    private String status(String campaign) throws Exception {
        return reader.get("/v1/campaigns/" + campaign).body().path("status").asText();
    }

    @Test
    void aChangeIsSeenAtOnce() throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            millis.add(untilSeen("seen-" + round));
        }
        Collections.sort(millis);
        System.out.printf(
                "%d changes seen by another front after a median of %d ms, %d at most%n",
                ROUNDS, millis.get(ROUNDS / 2), millis.get(ROUNDS - 1));
        assertThat(millis.get(ROUNDS / 2)).isLessThan(100);
        assertThat(millis.get(ROUNDS - 1)).isLessThan(1_000);
    }

    @Test
    void aMessageThatIsLostIsNoticedWithinASecond() throws Exception {
        long most = 0;
        for (int round = 0; round < ROUNDS / 4; round++) {
            proxy.drop("\"soldOut\":true");
            most = Math.max(most, untilSeen("lost-" + round));
            await().until(proxy::hasDropped);
        }
        System.out.printf("%d changes whose message was dropped seen after %d ms at most%n", ROUNDS / 4, most);
        assertThat(most).isLessThan(1_000);
    }

    @Test
    void aThousandReadersAskRedisNothing() throws Exception {
        owner.open("crowded", 1_000, 100);
        awaitStatus("crowded", "open");
        try (Monitor monitor = new Monitor(redis.port())) {
            AtomicInteger answers = new AtomicInteger();
            long until =
                    System.nanoTime() + Duration.ofSeconds(Proof.times(2, 10)).toNanos();
            CheckedHttp client = new CheckedHttp();
            HttpRequest request = HttpRequest.newBuilder(URI.create(front.http() + "/v1/campaigns/crowded"))
                    .build();
            List<CompletableFuture<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                readers.add(read(client, request, until, answers));
            }
            owner.post("/v1/campaigns/crowded/top-ups", "{\"amount\":100,\"requestId\":\"more\"}");
            CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
            assertThat(reader.get("/v1/campaigns/crowded").body().path("budget").asLong())
                    .isEqualTo(1_100);
            long asked = monitor.lines().stream()
                    .filter(line -> line.contains("\"GET\"") && line.contains("{campaigns}:crowded"))
                    .filter(line -> !line.contains(" lua]"))
                    .count();
            System.out.printf("%d answers to 1,000 readers, one change, %d reads of Redis%n", answers.get(), asked);
            assertThat(answers.get()).isGreaterThan(1_000);
            assertThat(asked).isLessThanOrEqualTo(1);
        }
    }

    private static CompletableFuture<Void> read(
            CheckedHttp client, HttpRequest request, long until, AtomicInteger answers) {
        return client.sendAsync(request).thenCompose(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            answers.incrementAndGet();
            return System.nanoTime() - until < 0
                    ? read(client, request, until, answers)
                    : CompletableFuture.completedFuture(null);
        });
    }

    @Test
    void aThousandCampaignsChangedAtOnceStormNobody() throws Exception {
        int count = Proof.times(300, 5_000);
        List<String> campaigns =
                IntStream.range(0, count).mapToObj(i -> "many-" + i).toList();
        KafkaRecords.sendAll(
                dibs, campaigns, "{\"type\":\"open\",\"rules\":1,\"title\":\"t\",\"budget\":100,\"reward\":100}");
        for (String campaign : campaigns) {
            awaitStatus(campaign, "open");
        }
        try (Monitor monitor = new Monitor(redis.port())) {
            KafkaRecords.sendAll(dibs, campaigns, "{\"type\":\"pause\"}");
            for (String campaign : campaigns) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> status(campaign).equals("paused"));
            }
            long asked = monitor.lines().stream()
                    .filter(line -> line.contains("\"GET\"") && line.contains("{campaigns}:many-"))
                    .filter(line -> !line.contains(" lua]"))
                    .count();
            System.out.printf("%d campaigns changed at once and read again: %d reads of Redis%n", count, asked);
            assertThat(asked).isLessThanOrEqualTo(count);
        }
    }

    /** Every command that a Redis is given, as itself says. */
    private static final class Monitor implements AutoCloseable {
        private final Socket socket;
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        private Monitor(int port) throws Exception {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
            Thread thread = new Thread(this::read, "monitor");
            thread.setDaemon(true);
            thread.start();
            await().until(() -> !lines.isEmpty());
        }

        private void read() {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException closed) {
                return;
            }
        }

        private List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
