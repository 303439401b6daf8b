package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.rush.HttpTarget;
import dibs.rush.Journal;
import dibs.rush.Rush;
import dibs.rush.RushPlan;
import dibs.rush.RushReport;
import dibs.rush.RushText;
import dibs.rush.Target;
import dibs.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * More claims than can be decided, whatever the answers are: what is refused is told so and wrote nothing, what is taken
 * is answered, memory stays within a small heap, and afterwards all is as before.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OverloadTest {
    private static final int USERS = Proof.times(3_000, 100_000);
    private static final double RATE = 3_000;

    @TempDir
    Path dir;

    @Test
    void whatIsTakenIsAnsweredAndWhatIsRefusedWroteNothing() throws Exception {
        Path journal = dir.resolve("journal");
        try (ServeProcess serve = ServeProcess.startWith(
                List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"),
                dir.resolve("data"),
                "--redis",
                "none",
                "--set",
                "front.max-wait=30ms",
                "--set",
                "ledger.rows-per-second=5000")) {
            RushReport report = rush(serve, journal);
            System.out.println(RushText.table(report));
            assertThat(report.isClean()).as(serve.log()).isTrue();
            assertThat(report.attempts()).containsKey("turned_away").doesNotContainKey("unanswered");
            assertThat(Metrics.of(serve.http(), "dibs_http_refused_total{reason=\"wait\"}"))
                    .isPositive();
            assertAllAsBefore(serve);
            Audited.clean(serve, journal);
        }
    }

    private static RushReport rush(ServeProcess serve, Path journal) {
        Duration patience = Duration.ofMinutes(2);
        RushPlan plan =
                new RushPlan("rushed", USERS, 1, RATE, 2_000, USERS * 100L, 100, Duration.ZERO, patience, patience);
        try (Journal written = Journal.at(journal);
                Target target = new HttpTarget(serve.http(), patience)) {
            return new Rush(plan, target, written).run(Progress.none());
        }
    }

    /** Nothing that waits is left behind, and the next claim is taken. */
    private static void assertAllAsBefore(ServeProcess serve) {
        Claims claims = new Claims(serve.http());
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(claims.get("/health/ready").status()).isEqualTo(200);
            assertThat(claims.claim("rushed", "late").body().path("outcome").asText())
                    .isEqualTo("sold_out");
            assertThat(Metrics.of(serve.http(), "dibs_http_claims_under_way")).isZero();
        });
    }
}
