package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.golden.AsyncApi;
import dibs.local.TestServers;
import dibs.stream.Topics;
import java.io.File;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A producer and a reader by someone who has asyncapi.yaml and nothing else of Dibs: kcat, and a filter in a process of
 * its own which lets through what is valid by its schemas.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StrangerTest {
    private static final int USERS = 150;
    private static final int BUDGET = 100;

    private static RunningDibs dibs;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() {
        dibs = RunningDibs.start("ledger.rows-per-second=5000");
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    @BeforeEach
    void unpack() throws Exception {
        for (String file : List.of("/asyncapi.yaml", "/stranger/SchemaFilter.java")) {
            try (InputStream in = StrangerTest.class.getResourceAsStream(file)) {
                Files.copy(in, dir.resolve(file.replaceFirst(".*/", "")));
            }
        }
    }

    @Test
    void schemasAreEnoughToClaimAndToReadDecisions() throws Exception {
        Kcat.assumeInstalled();
        List<String> asked = asked();
        String refused = produce(dibs.topic("requests"), asked);
        assertThat(refused.lines().filter(line -> line.startsWith("not valid: ")))
                .hasSize(3);
        int valid = asked.size() - 3;
        List<String> decisions = consume(dibs.topic("decisions"), valid);
        assertThat(decisions).hasSize(valid);
        assertThat(outcomes(decisions, "\"outcome\":\"granted\",\"repeated\":false"))
                .isEqualTo(BUDGET);
        assertThat(outcomes(decisions, "\"outcome\":\"granted\",\"repeated\":true"))
                .isEqualTo(BUDGET);
        assertThat(outcomes(decisions, "\"outcome\":\"sold_out\"")).isEqualTo((USERS - BUDGET) * 2L);
        AuditReport audit = Audited.clean(dibs);
        assertThat(audit.looked(Count.STRAYS)).isZero();
        assertThat(audit.looked(Count.DEAD_REQUESTS)).isZero();
    }

    /** Number, retention and cleanup, as the broker has them. */
    @Test
    void topicsAreAsDescribed() throws Exception {
        Map<String, JsonNode> described = new TreeMap<>();
        for (JsonNode channel : AsyncApi.document().get("channels")) {
            String name = channel.get("address").asText().substring("dibs.".length());
            described.put(dibs.topic(name), channel.at("/bindings/kafka"));
        }
        assertThat(described.keySet()).containsExactlyInAnyOrderElementsOf(new Topics(dibs.prefix()).all());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            for (Map.Entry<String, JsonNode> topic : described.entrySet()) {
                assertAsDescribed(admin, topic.getKey(), topic.getValue());
            }
        }
    }

    private static void assertAsDescribed(Admin admin, String topic, JsonNode described) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        assertThat(described.get("topicConfiguration").size()).isEqualTo(3);
        for (Map.Entry<String, JsonNode> each :
                described.get("topicConfiguration").properties()) {
            JsonNode value = each.getValue().isArray() ? each.getValue().get(0) : each.getValue();
            assertThat(config.get(each.getKey()).value())
                    .as("%s of %s", each.getKey(), topic)
                    .isEqualTo(value.asText());
        }
        assertThat(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic)
                        .partitions())
                .hasSize(described.get("partitions").asInt());
    }

    /** What is asked, with three that are not valid, which the filter keeps from the log. */
    private static List<String> asked() {
        List<String> asked = new ArrayList<>();
        asked.add("stranger:{\"type\":\"open\",\"title\":\"t\",\"budget\":" + BUDGET + ",\"reward\":1}");
        for (int i = 0; i < 2 * USERS; i++) {
            asked.add("stranger:{\"type\":\"claim\",\"user\":\"u-" + i % USERS + "\",\"requestId\":\"r-" + i + "\"}");
        }
        asked.add("stranger:{\"type\":\"claim\",\"usr\":\"u-1\"}");
        asked.add("stranger:{\"type\":\"claim\",\"user\":\"no user\"}");
        asked.add("Stranger:{\"type\":\"claim\",\"user\":\"u-1\"}");
        return asked;
    }

    private static long outcomes(List<String> decisions, String part) {
        return decisions.stream().filter(each -> each.contains(part)).count();
    }

    /** Returns what the filter complained of. */
    private String produce(String topic, List<String> lines) throws Exception {
        ProcessBuilder filter =
                filter("Request").redirectError(dir.resolve("refused").toFile());
        ProcessBuilder kcat = kcat("-P", topic, "-K:", "-X", "topic.partitioner=murmur2_random");
        List<Process> both = ProcessBuilder.startPipeline(List.of(filter, kcat));
        try (PrintStream in = new PrintStream(both.get(0).getOutputStream(), false, StandardCharsets.UTF_8)) {
            lines.forEach(in::println);
        }
        end(both);
        return Files.readString(dir.resolve("refused"));
    }

    /** That many decisions that are valid; fails if one is not. */
    private List<String> consume(String topic, int count) throws Exception {
        ProcessBuilder kcat = kcat(
                "-C",
                topic,
                "-q",
                "-c",
                Integer.toString(count),
                "-f",
                "%k:%s\\n",
                "-X",
                "isolation.level=read_committed");
        Path complaints = dir.resolve("complaints");
        ProcessBuilder filter = filter("Decision").redirectError(complaints.toFile());
        List<Process> both = ProcessBuilder.startPipeline(List.of(kcat, filter));
        try (InputStream out = both.get(1).getInputStream()) {
            List<String> decisions = new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            end(both);
            assertThat(Files.readString(complaints)).doesNotContain("not valid: ");
            return decisions;
        }
    }

    private static void end(List<Process> both) throws InterruptedException {
        for (Process each : both) {
            assertThat(each.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(each.exitValue()).isZero();
        }
    }

    private static ProcessBuilder kcat(String mode, String topic, String... more) {
        List<String> command = new ArrayList<>(List.of("kcat", mode, "-b", TestServers.kafka(), "-t", topic));
        command.addAll(Arrays.asList(more));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private ProcessBuilder filter(String schema) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                libraries(),
                dir.resolve("SchemaFilter.java").toString(),
                dir.resolve("asyncapi.yaml").toString(),
                schema,
                "CampaignId");
    }

    /** The validator and what it needs; nothing of Dibs. */
    private static String libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(jar -> jar.matches(".*/(jackson-[^/]*|json-schema-validator-2[^/]*|itu-[^/]*|slf4j-api-[^/]*"
                        + "|snakeyaml-[^/]*)\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
