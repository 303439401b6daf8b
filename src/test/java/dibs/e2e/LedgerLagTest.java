package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** What any front says of the ledger's lag, also one without a sink. */
class LedgerLagTest {
    private static final int USERS = 40;
    private static final int ASKED = 300;
    private static final String READS = "dibs_cache_database_reads_total{result=\"done\"}";

    @Test
    void aFrontWithoutASinkCountsWhatIsNotInTheLedgerYet() throws Exception {
        EnumSet<Role> deciding = EnumSet.of(Role.FRONT, Role.DECIDER);
        try (RunningDibs front = RunningDibs.start(deciding, "front.decision-timeout=30s")) {
            Claims claims = new Claims(front.http());
            claims.open("lagging", 1_000_000, 100);
            for (int i = 0; i < USERS; i++) {
                claims.claim("lagging", "u-" + i);
            }
            assertThat(refused(claims)).contains("cannot be known now");
            try (RunningDibs sink = front.another(EnumSet.of(Role.LEDGER), "ledger.rows-per-second=20")) {
                // Each transaction has one more place on the log; here there are at most as many as claims.
                awaitBehind(claims, 1, 2 * USERS);
                awaitBehind(claims, 0, 0);
                assertThat(sink.ledger().rows()).isEqualTo(USERS);
            }
            assertWorkedOutOnceASecond(front, claims);
        }
    }

    private static String refused(Claims claims) throws Exception {
        Claims.Answer answer = claims.get("/v1/ledger");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(Answers.header(answer, "Retry-After")).isNotEmpty();
        return answer.body().path("detail").asText();
    }

    private static void awaitBehind(Claims claims, long least, long most) {
        await().untilAsserted(() -> {
            Claims.Answer answer = claims.get("/v1/ledger");
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            assertThat(answer.body().get("behind").asLong()).isBetween(least, most);
        });
    }

    private static void assertWorkedOutOnceASecond(RunningDibs front, Claims claims) throws Exception {
        double before = Metrics.of(front.http(), READS);
        long begun = System.nanoTime();
        for (int i = 0; i < ASKED; i++) {
            assertThat(claims.get("/v1/ledger").status()).isEqualTo(200);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        assertThat(Metrics.of(front.http(), READS) - before).isLessThanOrEqualTo(seconds + 1);
    }
}
