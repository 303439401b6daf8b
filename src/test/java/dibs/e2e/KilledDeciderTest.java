package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.audit.Count;
import dibs.local.TestServers;
import dibs.serve.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A decider that is killed at any moment of a rush, while the front that waits lives on: what was told before the
 * transaction committed is told again, and is what the log says in the end.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KilledDeciderTest {
    @TempDir
    Path dir;

    /** What a broker answers when the fence meets the end of a transaction: the decider ends by itself. */
    private static final String STOPS =
            "The decider stops: The producer attempted a transactional operation in an invalid";

    private final Random random = new Random();

    @Test
    void killedBetweenReplyAndCommit() throws Exception {
        long decidedAgain = rush(Proof.times(2, 24), (decider, dibs) -> {});
        assertThat(decidedAgain)
                .as("decisions that were published, aborted by a kill, and published again")
                .isPositive();
    }

    /** A fenced task deletes its stores; a kill in the middle must not leave half of one to be believed. */
    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void killedWhileATaskClosesDirty() throws Exception {
        rush(24, (decider, dibs) -> {
            String before = decider.log();
            fence(dibs);
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() ->
                            assertThat(decider.log().substring(before.length())).containsAnyOf("Will close ", STOPS));
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(150)).toNanos());
        });
    }

    /** What happens to a decider before it is killed. */
    private interface Fault {
        void before(ServeProcess decider, RunningDibs dibs) throws Exception;
    }

    private long rush(int kills, Fault fault) throws Exception {
        try (RunningDibs dibs = RunningDibs.start(
                EnumSet.of(Role.FRONT, Role.LEDGER), "front.decision-timeout=60s", "ledger.rows-per-second=5000")) {
            String[] cluster = dibs.asArguments(Role.DECIDER);
            ServeProcess decider = ServeProcess.start(dir, cluster);
            try (Crowd crowd = Crowd.claiming(dibs, 64)) {
                for (int kill = 0; kill < kills; kill++) {
                    crowd.awaitAnswers(200 + random.nextInt(1500));
                    fault.before(decider, dibs);
                    decider.kill();
                    decider = ServeProcess.start(dir, cluster);
                }
                crowd.awaitAnswers(200);
                crowd.stop();
                long decidedAgain = crowd.audit().looked(Count.ABORTED_COPIES);
                System.out.printf(
                        "%d kills: %d answers, %d decisions made again, told again the same %s, different %s%n",
                        kills,
                        crowd.answers(),
                        decidedAgain,
                        crowd.metric("dibs_replies_repeated_total{same=\"true\"}"),
                        crowd.metric("dibs_replies_repeated_total{same=\"false\"}"));
                assertThat(crowd.metric("dibs_replies_repeated_total{same=\"false\"}"))
                        .isZero();
                return decidedAgain;
            } finally {
                decider.close();
            }
        }
    }

    /** What a broker does to a decider that it takes for a zombie. */
    private static void fence(RunningDibs dibs) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            List<String> owned = admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(dibs.prefix() + "decider-"))
                    .toList();
            assertThat(owned).isNotEmpty();
            admin.fenceProducers(owned).all().get();
        }
    }
}
