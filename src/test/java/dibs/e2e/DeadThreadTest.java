package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.local.TestServers;
import dibs.serve.Role;
import dibs.stream.DeciderObserver;
import dibs.stream.DeciderReads;
import dibs.stream.DeciderSettings;
import dibs.stream.DeciderStreams;
import dibs.stream.LocalReplies;
import dibs.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half a decider must not live on: where a stream thread dies, the process ends, says why, and does not hang; or another
 * begins from what is committed, where it is known why.
 */
class DeadThreadTest {
    @TempDir
    Path dir;

    @Test
    void theProcessEndsWithTheReasonAfterStreamsHasStopped() throws Exception {
        try (RunningDibs dibs = RunningDibs.start(EnumSet.of(Role.FRONT));
                ServeProcess decider = ServeProcess.start(dir, dibs.asArguments(Role.DECIDER));
                Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            admin.deleteTopics(List.of(dibs.topic("requests"))).all().get();
            assertThat(decider.awaitExit()).as(decider.log()).isEqualTo(1);
            assertThat(decider.log().lines().filter(line -> line.startsWith("dibs: ")))
                    .anyMatch(line -> line.contains("the decider stopped: "))
                    .noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void aTransactionThatItsCoordinatorDoesNotKnowIsDecidedAnew() throws Exception {
        AtomicInteger decided = new AtomicInteger();
        DeciderObserver failing = decision -> {
            if (decided.incrementAndGet() == 2) {
                throw new InvalidTxnStateException("as from a coordinator that took over");
            }
        };
        try (RunningDibs dibs = RunningDibs.start(EnumSet.of(Role.FRONT, Role.LEDGER), "front.warm-up=0");
                DeciderStreams decider = decider(dibs.prefix(), failing)) {
            decider.start();
            await().until(() -> decider.waitsFor().isEmpty());
            KafkaRecords.send(
                    dibs, "spring", "{\"type\":\"open\",\"rules\":1,\"title\":\"S\",\"budget\":10,\"reward\":5}");
            KafkaRecords.send(dibs, "spring", "{\"type\":\"claim\",\"user\":\"u-1\"}");
            await().atMost(Duration.ofSeconds(60)).until(() -> decided.get() > 2);
            Audited.clean(dibs);
            assertThat(decider.failed()).isNotDone();
        }
    }

    private DeciderStreams decider(String prefix, DeciderObserver observer) {
        DeciderSettings settings = new DeciderSettings(
                TestServers.kafka(),
                new Topics(prefix),
                1,
                1,
                dir,
                1,
                0,
                10 << 20,
                16 << 20,
                8 << 20,
                "decider",
                Map.of());
        return new DeciderStreams(settings, new DeciderReads(4), LocalReplies.NONE, observer);
    }
}
