package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.local.DataFolder;
import dibs.local.EmbeddedKafka;
import dibs.local.TestServers;
import dibs.serve.PartSettings;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import dibs.stream.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LateBrokerTest {
    private static final Topics TOPICS = new Topics("late.");

    @TempDir
    Path dir;

    @Test
    void aStartWaitsForBrokersThatNeedLongerThanACallerMayWait() throws Exception {
        int port = TestServers.freePort();
        try (RequestPublisher publisher = new RequestPublisher(settings(port), new SimpleMeterRegistry())) {
            CompletableFuture<Void> warm = CompletableFuture.runAsync(publisher::warmUp);
            try (DataFolder folder = DataFolder.open(dir.resolve("kafka"));
                    EmbeddedKafka kafka = EmbeddedKafka.start(folder, port, line -> {});
                    Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.address()))) {
                assertThat(warm).isNotDone();
                admin.createTopics(List.of(new NewTopic(TOPICS.requests(), 1, (short) 1)))
                        .all()
                        .get();
                warm.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private FrontSettings settings(int port) {
        Settings settings = new SettingSources().read(List.of(), Map.of(), null);
        Plan plan = new Plan(Set.of(Role.FRONT), settings, "127.0.0.1:" + port, null, null, dir, true, "127.0.0.1", 0);
        return new PartSettings(plan, TOPICS, "late").front();
    }
}
