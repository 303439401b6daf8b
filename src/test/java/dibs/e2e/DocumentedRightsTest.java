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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that allow Dibs what the table of docs/security.md says, and nothing else. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DocumentedRightsTest {
    private static final String PASSWORD = "p4ss-of-kafka";
    private static final Path TABLE =
            Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("security.md");

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

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
                admin.createAcls(documented()).all().get();
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

    /** The rows of the table, each for every name in it. */
    private static List<AclBinding> documented() throws IOException {
        List<String> lines = Files.readAllLines(TABLE);
        int table = lines.indexOf("| resource | operations |");
        List<AclBinding> all = new ArrayList<>();
        for (String row : lines.subList(table + 2, lines.size())) {
            if (!row.startsWith("|")) {
                break;
            }
            String[] cells = row.split("\\|", -1);
            for (ResourcePattern resource : resources(cells[1].strip())) {
                operations(cells[2]).forEach(operation -> all.add(allowed(resource, operation)));
            }
        }
        assertThat(all).hasSizeGreaterThan(10);
        return all;
    }

    private static List<ResourcePattern> resources(String cell) {
        Map<String, ResourceType> kinds = new HashMap<>(Map.of(
                "topics", ResourceType.TOPIC,
                "groups", ResourceType.GROUP,
                "transactional", ResourceType.TRANSACTIONAL_ID));
        ResourceType kind = kinds.get(cell.split(" ", -1)[0]);
        if (kind == null) {
            assertThat(cell).isEqualTo("cluster");
            return List.of(new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL));
        }
        List<ResourcePattern> found = new ArrayList<>();
        Matcher names = NAME.matcher(cell);
        while (names.find()) {
            String name = names.group(1);
            found.add(
                    name.endsWith("*")
                            ? new ResourcePattern(kind, name.substring(0, name.length() - 1), PatternType.PREFIXED)
                            : new ResourcePattern(kind, name, PatternType.LITERAL));
        }
        return found;
    }

    /** What is not the name of an operation says when it is needed. */
    private static List<AclOperation> operations(String cell) {
        List<AclOperation> found = new ArrayList<>();
        for (String word : cell.replaceAll("\\([^)]*\\)", "").split("[,;]", -1)) {
            String name = word.strip().toUpperCase(Locale.ROOT).replace(' ', '_');
            for (AclOperation operation : AclOperation.values()) {
                if (operation.name().equals(name)) {
                    found.add(operation);
                }
            }
        }
        return found;
    }

    private static AclBinding allowed(ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:" + SecureKafka.USER, "*", operation, AclPermissionType.ALLOW));
    }
}
