package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dibs.auth.Issuer;
import dibs.cli.Said;
import dibs.local.SecureKafka;
import dibs.local.TestServers;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.serve.Server;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that want TLS, a user and a password, callers that need tokens, and a port that others can reach. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KafkaLoginTest {
    private static final String PASSWORD = "p4ss-of-kafka";
    private static final String WRONG = "wr0ng-p4ss";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String[] SMALL_RUSH = {"--users", "200", "--rate", "0", "--concurrency", "20", "--warm-up", "0"
    };

    private final String database = TestServers.newDatabase();

    @TempDir
    private Path dir;

    @Test
    void everyPartAndCommandLogsIn() throws Exception {
        try (SecureKafka kafka = SecureKafka.start(dir.resolve("broker"), PASSWORD)) {
            Path right = kafka.client(dir.resolve("right.properties"), PASSWORD);
            Path wrong = kafka.client(dir.resolve("wrong.properties"), WRONG);
            wrongPasswordsAreOneLine(kafka, wrong);
            try (Server server = serve(kafka, right)) {
                Path journal = dir.resolve("rush.journal");
                String front = server.http().orElseThrow().replace("0.0.0.0", "127.0.0.1");
                succeeds(rush(
                        "--kafka",
                        kafka.address(),
                        "--kafka-config",
                        right.toString(),
                        "--journal",
                        journal.toString()));
                succeeds(rush("--url", front, "--token", "@" + token(), "--journal", journal.toString()));
                Said unknown = Said.by(rush("--url", front, "--token", "marker.x.y"));
                assertThat(unknown.status()).isEqualTo(1);
                assertThat(unknown.err()).contains("answered 401").doesNotContain("marker");
                succeeds(command("audit", kafka, right, "--journal", journal.toString()));
                succeeds(command("dead-letters list", kafka, right));
                refused(command("audit", kafka, wrong), 2);
                refused(command("dead-letters list", kafka, wrong), 1);
            }
        }
    }

    private static String[] rush(String... more) {
        List<String> arguments = new ArrayList<>(List.of("rush"));
        arguments.addAll(List.of(SMALL_RUSH));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private String[] command(String name, SecureKafka kafka, Path client, String... more) {
        List<String> arguments = new ArrayList<>(List.of(name.split(" ")));
        arguments.addAll(List.of("--kafka", kafka.address(), "--kafka-config", client.toString()));
        arguments.addAll(List.of("--database", database));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static void succeeds(String... arguments) {
        Said said = Said.by(arguments);
        assertThat(said.status()).as("%s%s", said.out(), said.err()).isZero();
    }

    private static void refused(String[] arguments, int status) {
        Said said = Said.by(arguments);
        assertThat(said.status()).as("%s%s", said.out(), said.err()).isEqualTo(status);
        assertThat(said.err()).doesNotContain("\tat ");
        assertThat(said.err().lines().filter(line -> line.startsWith("dibs: ")))
                .singleElement()
                .asString()
                .contains("Authentication failed");
    }

    /** Asked beyond loopback, which is no wrong use where callers need tokens. */
    private void wrongPasswordsAreOneLine(SecureKafka kafka, Path wrong) throws Exception {
        refused(rush("--kafka", kafka.address(), "--kafka-config", wrong.toString()), 1);
        List<String> arguments =
                new ArrayList<>(List.of("--roles", "decider", "--kafka", kafka.address(), "--host", "0.0.0.0"));
        settings(wrong).forEach(set -> arguments.addAll(List.of("--set", set)));
        Map.Entry<Integer, String> ended =
                ServeProcess.startInVain(dir.resolve("vain"), arguments.toArray(String[]::new));
        assertThat(ended.getKey()).as(ended.getValue()).isEqualTo(1);
        assertThat(ended.getValue())
                .contains("dibs: cannot list topics: Authentication failed")
                .doesNotContain("\tat ", WRONG, SECRET);
    }

    private static List<String> settings(Path client) {
        return List.of(
                "kafka.client-config=" + client,
                "front.decision-timeout=30s",
                "auth.mode=jwt",
                "auth.secret=" + SECRET,
                "auth.issuer=" + Issuer.NAME,
                "auth.audience=" + Issuer.AUDIENCE);
    }

    private Server serve(SecureKafka kafka, Path client) {
        Settings settings =
                new SettingSources().read(settings(client), Map.of(), null).withSingleCopies();
        return Server.start(
                new Plan(
                        EnumSet.allOf(Role.class),
                        settings,
                        kafka.address(),
                        database,
                        TestServers.redis(),
                        dir.resolve("streams"),
                        true,
                        "0.0.0.0",
                        0),
                step -> {});
    }

    private Path token() throws Exception {
        String token = Issuer.signWithSecret(
                JWSAlgorithm.HS256, SECRET, Issuer.claims("rusher", "dibs:operate", "dibs:claim"));
        return Files.writeString(dir.resolve("token"), token + "\n");
    }
}
