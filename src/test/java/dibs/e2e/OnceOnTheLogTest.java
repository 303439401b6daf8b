package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.audit.AuditReport;
import dibs.audit.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a front sends is on the log once, also where the broker stands still for longer than the front tries: else a pause
 * could come a second time, after it was taken back, and a refused claim be granted behind its user's back.
 */
class OnceOnTheLogTest {
    private static final String CAMPAIGN = "spring";
    private static final int CLAIMS = 25;
    private static final Duration PACE = Duration.ofMillis(200);
    /** Longer than a front tries to send a request. */
    private static final Duration STANDSTILL = Duration.ofMillis(5_500);

    @TempDir
    Path dir;

    @Test
    void whatWasSentToABrokerThatStoodStill() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CLAIMS);
        try (ServeProcess server = ServeProcess.start(dir.resolve("server"));
                ServeProcess front = front(server)) {
            Claims claims = new Claims(front.http());
            claims.open(CAMPAIGN, 1_000, 10);
            claims.claimForSure(CAMPAIGN, "first");
            server.pause();
            long begin = System.nanoTime();
            for (int n = 0; n < CLAIMS; n++) {
                String user = "u-" + n;
                var unused = callers.submit(() -> claims.claim(CAMPAIGN, user));
                LockSupport.parkNanos(PACE.toNanos());
            }
            LockSupport.parkNanos(begin + STANDSTILL.toNanos() - System.nanoTime());
            server.resume();
            callers.shutdown();
            assertThat(callers.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
            AuditReport report = Audited.clean(server);
            assertThat(report.looked(Count.REQUESTS)).isLessThanOrEqualTo(2 + CLAIMS);
        } finally {
            callers.shutdownNow();
        }
    }

    private ServeProcess front(ServeProcess server) {
        return ServeProcess.start(
                dir.resolve("front"),
                "--roles",
                "front",
                "--kafka",
                server.kafka(),
                "--database",
                server.database(),
                "--redis",
                server.redis());
    }
}
