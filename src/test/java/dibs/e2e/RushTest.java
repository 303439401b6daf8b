package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many users at once, each twice: exactly the budget is given, once each, and the ledger has it. */
class RushTest {
    private static final Duration LEDGER = Duration.ofSeconds(60);

    private static RunningDibs dibs;

    @BeforeAll
    static void start() {
        dibs = RunningDibs.start("front.decision-timeout=30s");
    }

    @AfterAll
    static void stop() {
        Audited.clean(dibs);
        dibs.close();
    }

    @Test
    void overHttp() throws Exception {
        Claims claims = new Claims(dibs.http());
        claims.open("rush", 10_000, 100);
        List<String> users = twiceShuffled(1000, 7);
        Map<String, List<Claims.Answer>> answers = claimAll(claims, "rush", users, 64);
        int granted = 0;
        for (List<Claims.Answer> both : answers.values()) {
            List<Integer> statuses =
                    both.stream().map(Claims.Answer::status).sorted().toList();
            if (statuses.equals(List.of(200, 201))) {
                granted++;
                assertThat(both.get(0).grant()).isEqualTo(both.get(1).grant());
            } else {
                assertThat(statuses).isEqualTo(List.of(409, 409));
            }
        }
        assertThat(granted).isEqualTo(100);
        assertLedger("rush", 100);
    }

    /** A client in C that knows nothing of Dibs, told only the partitioner that Java producers have by default. */
    @Test
    void fromKcat() throws Exception {
        Kcat.assumeInstalled();
        new Claims(dibs.http()).open("outside", 100_000, 100);
        try (Kcat kcat = Kcat.to(dibs.topic("requests"), "topic.partitioner=murmur2_random")) {
            for (String user : twiceShuffled(10_000, 11)) {
                kcat.claim("outside", user);
            }
            kcat.finish();
        }
        await().atMost(LEDGER).until(() -> stats("outside").get("refused").asLong() >= 18_000);
        var stats = stats("outside");
        assertThat(stats.get("granted").asLong()).isEqualTo(1000);
        assertThat(stats.get("refused").asLong()).isEqualTo(18_000);
        assertThat(stats.get("spent").asLong()).isEqualTo(100_000);
        assertLedger("outside", 1000);
    }

    private static JsonNode stats(String campaign) throws Exception {
        return new Claims(dibs.http())
                .get("/v1/campaigns/" + campaign + "/stats")
                .body();
    }

    private static void assertLedger(String campaign, int grants) {
        Ledger ledger = dibs.ledger();
        await().atMost(LEDGER).until(() -> ledger.rows(campaign) >= grants);
        assertThat(ledger.ranks(campaign))
                .isEqualTo(LongStream.rangeClosed(1, grants).boxed().toList());
        assertThat(ledger.users(campaign)).doesNotHaveDuplicates();
    }

    private static List<String> twiceShuffled(int users, long seed) {
        List<String> claims = new ArrayList<>();
        for (int i = 0; i < 2 * users; i++) {
            claims.add("u-" + i % users);
        }
        Collections.shuffle(claims, new Random(seed));
        return claims;
    }

    private static Map<String, List<Claims.Answer>> claimAll(
            Claims claims, String campaign, List<String> users, int callers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        Map<String, List<Future<Claims.Answer>>> running = new HashMap<>();
        for (String user : users) {
            running.computeIfAbsent(user, u -> new ArrayList<>())
                    .add(threads.submit(() -> claims.claimForSure(campaign, user)));
        }
        Map<String, List<Claims.Answer>> answers = new HashMap<>();
        for (Map.Entry<String, List<Future<Claims.Answer>>> user : running.entrySet()) {
            for (Future<Claims.Answer> answer : user.getValue()) {
                answers.computeIfAbsent(user.getKey(), u -> new ArrayList<>()).add(answer.get());
            }
        }
        threads.shutdown();
        return answers;
    }
}
