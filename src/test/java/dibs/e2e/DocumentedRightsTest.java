package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.cli.Said;
import dibs.local.SecureKafka;
import dibs.local.TestServers;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.serve.Server;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import dibs.stream.StartFailure;
import dibs.stream.TopicSetup;
import dibs.stream.TopicSetup.Layout;
import dibs.stream.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that allow Dibs what the table of docs/security.md says, and nothing else. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DocumentedRightsTest {
    private static final String PASSWORD = "p4ss-of-kafka";
    private final String database = TestServers.newDatabase();

    @TempDir
    Path dir;

    @Test
    void areEnoughForEveryPartAndCommand() throws Exception {
        try (SecureKafka kafka = SecureKafka.startWithRights(dir.resolve("broker"), PASSWORD)) {
            Path user = kafka.client(dir.resolve("user.properties"), PASSWORD);
            assertThatThrownBy(() -> serve(kafka, user))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("uthoriz");
            try (Admin admin = admin(kafka, kafka.superUser(dir.resolve("super.properties"), PASSWORD))) {
                admin.createAcls(DocumentedRights.of(SecureKafka.USER)).all().get();
            }
            try (Server server = serve(kafka, user)) {
                Claims claims = new Claims(server.http().orElseThrow());
                assertThat(claims.open("rights", 1_000, 100).status()).isEqualTo(201);
                assertThat(claims.claimForSure("rights", "u-1").status()).isEqualTo(201);
                // Written by record, as an external producer's requests are.
                succeeds("rush", kafka, user, "--users", "100", "--rate", "0", "--concurrency", "20", "--warm-up", "0");
                assertThat(claims.post("/v1/campaigns/rights/close", "{}").status())
                        .isEqualTo(200);
                assertThat(claims.post("/v1/campaigns/rights/archive", "{}").status())
                        .isEqualTo(200);
                succeeds("audit", kafka, user, "--database", database);
                succeeds("dead-letters list", kafka, user, "--database", database);
                succeeds("trim --yes", kafka, user, "--database", database);
                succeeds("audit", kafka, user, "--database", database);
            }
            copiesCanBeAskedFor(kafka, user);
        }
    }

    /** On one broker the answer is that there are too few, and not that it must not be asked. */
    private static void copiesCanBeAskedFor(SecureKafka kafka, Path user) throws IOException {
        try (Admin admin = admin(kafka, user)) {
            TopicSetup setup = new TopicSetup(admin, new Topics("dibs."), new Layout(4, 1, 1, false));
            assertThatThrownBy(setup::check)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("__transaction_state has a single copy")
                    .hasMessageContaining("__consumer_offsets has a single copy");
        }
    }

    private Server serve(SecureKafka kafka, Path client) {
        Settings settings = new SettingSources()
                .read(
                        List.of(
                                "kafka.client-config=" + client,
                                "front.warm-up=0",
                                "front.decision-timeout=30s",
                                "front.max-wait=30s"),
                        Map.of(),
                        null)
                .withSingleCopies();
        return Server.start(
                new Plan(
                        EnumSet.allOf(Role.class),
                        settings,
                        kafka.address(),
                        database,
                        TestServers.redis(),
                        dir.resolve("streams"),
                        true,
                        "127.0.0.1",
                        0),
                step -> {});
    }

    private static void succeeds(String command, SecureKafka kafka, Path client, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--kafka", kafka.address(), "--kafka-config", client.toString()));
        arguments.addAll(List.of(more));
        Said said = Said.by(arguments.toArray(String[]::new));
        assertThat(said.status())
                .as("%s: %s%s", command, said.out(), said.err())
                .isZero();
    }

    private static Admin admin(SecureKafka kafka, Path client) throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(client)) {
            properties.load(file);
        }
        properties.put("bootstrap.servers", kafka.address());
        return Admin.create(properties);
    }
}
