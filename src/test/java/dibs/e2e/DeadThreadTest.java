package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.local.TestServers;
import dibs.serve.Role;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half a decider must not live on: where a stream thread dies, the process ends, says why, and does not hang. */
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
}
