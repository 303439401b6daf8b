package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The served process as a whole: what the README says, a stop and a start, and being killed. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ServeTest {
    private static final int KILLS = 10;
    private static final Duration LEDGER = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private final AnswerJournal journal = new AnswerJournal();

    @Test
    void claimsGoAllTheWayAndAreFoundAgainAfterAStop() throws Exception {
        Path data = dir.resolve("data with spaces");
        String firstGrant;
        try (ServeProcess serve = ServeProcess.start(data)) {
            Claims claims = new Claims(serve.http());
            assertThat(claims.open("spring", 200, 100).status()).isEqualTo(201);
            Claims.Answer first = claims.claim("spring", "u-1");
            assertThat(first.status()).isEqualTo(201);
            assertThat(first.body().get("repeated").asBoolean()).isFalse();
            firstGrant = first.grant();
            Claims.Answer again = claims.claim("spring", "u-1");
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body().get("repeated").asBoolean()).isTrue();
            assertThat(again.grant()).isEqualTo(firstGrant);
            await().atMost(LEDGER).until(() -> new Ledger(serve.database()).rows("spring") == 1);
            assertThat(rocksDbFiles(data)).isNotEmpty();
            Map.Entry<Integer, String> second = ServeProcess.startInVain(data);
            assertThat(second.getKey()).isEqualTo(1);
            assertThat(second.getValue()).contains("in use").doesNotContain("\tat ");
            assertThat(serve.terminate())
                    .as("exit status after SIGTERM; %s", serve.log())
                    .isZero();
        }
        try (ServeProcess serve = ServeProcess.start(data)) {
            Claims claims = new Claims(serve.http());
            assertThat(serve.log()).doesNotContain("restored from their changelogs");
            assertThat(claims.claim("spring", "u-1").grant()).isEqualTo(firstGrant);
            Claims.Answer next = claims.claim("spring", "u-2");
            assertThat(next.status()).isEqualTo(201);
            assertThat(next.body().get("rank").asLong()).isEqualTo(2);
            assertThat(claims.claim("spring", "u-3").status()).isEqualTo(409);
            await().atMost(LEDGER).until(() -> new Ledger(serve.database()).rows("spring") == 2);
            assertThat(serve.terminate()).isZero();
        }
    }

    /** Killed again and again in a rush: nothing that was answered is lost, nothing is paid twice, every start succeeds. */
    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void nothingAnsweredIsLostWhenKilled() throws Exception {
        Path data = dir.resolve("data");
        Map<String, String> answered = new ConcurrentHashMap<>();
        ServeProcess serve = ServeProcess.start(data);
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                String campaign = "kill-" + kill;
                new Claims(serve.http()).open(campaign, 10_000, 100);
                rushUntilKilled(serve, campaign, 50 + 60 * kill, answered);
                serve = ServeProcess.start(data);
                // The log goes on where it was: what is left of the budget is still given, once.
                Claims claims = new Claims(serve.http());
                for (int user = 0; user < 150; user++) {
                    claims.claimForSure(campaign, "late-" + user);
                }
                assertAnsweredStillStands(claims, answered, campaign);
            }
            Audited.clean(serve, journal.file());
            assertThat(serve.terminate()).isZero();
        } finally {
            serve.close();
        }
    }

    private void rushUntilKilled(ServeProcess serve, String campaign, int killAfter, Map<String, String> answered)
            throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(64);
        Claims claims = new Claims(serve.http());
        AtomicInteger answers = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            String user = "u-" + i % 1000;
            running.add(callers.submit(() -> {
                Claims.Answer answer = claims.claim(campaign, user);
                answers.incrementAndGet();
                journal.add(campaign, user, answer);
                if (answer.status() == 201 || answer.status() == 200) {
                    String before = answered.putIfAbsent(campaign + " " + user, answer.grant());
                    assertThat(before == null || before.equals(answer.grant())).isTrue();
                }
                return null;
            }));
        }
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> answers.get() >= killAfter);
        serve.kill();
        callers.shutdownNow();
        for (Future<?> call : running) {
            call.cancel(true);
        }
    }

    private static void assertAnsweredStillStands(Claims claims, Map<String, String> answered, String campaign)
            throws Exception {
        for (Map.Entry<String, String> grant : Map.copyOf(answered).entrySet()) {
            String[] key = grant.getKey().split(" ");
            if (key[0].equals(campaign)) {
                assertThat(claims.claimForSure(campaign, key[1]).grant()).isEqualTo(grant.getValue());
            }
        }
        var stats = claims.get("/v1/campaigns/" + campaign + "/stats").body();
        assertThat(stats.get("spent").asLong()).isEqualTo(10_000);
        assertThat(stats.get("granted").asLong()).isEqualTo(100);
    }

    private static List<Path> rocksDbFiles(Path data) throws Exception {
        try (Stream<Path> files = Files.walk(data.resolve("streams"))) {
            return files.filter(f -> f.getFileName().toString().equals("CURRENT"))
                    .toList();
        }
    }
}
