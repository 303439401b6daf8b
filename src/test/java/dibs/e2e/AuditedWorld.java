package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dibs.audit.AuditReport;
import dibs.audit.AuditSources;
import dibs.audit.Count;
import dibs.local.TestServers;
import dibs.stream.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Everything Dibs left behind after a mix of requests, in which all is right; to be copied with faults in it. */
final class AuditedWorld {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS = 8_000;
    private static final int UNDECIDED = 200;

    final AuditSources sources;
    final Topics topics;
    final List<TopicCopy.Kept> requests;
    final List<TopicCopy.Kept> decisions;
    final List<TopicCopy.Kept> entries;
    final List<TopicCopy.Kept> deadLetters;
    /** What an honest caller would have written down of every claim. */
    final List<String> journal = new ArrayList<>();

    private final Map<Integer, Long> decided;
    private final Path folder;
    private int files;

    private AuditedWorld(RunningDibs dibs, Path folder) throws Exception {
        this.folder = folder;
        this.topics = new Topics(dibs.prefix());
        this.requests = TopicCopy.read(topics.requests());
        this.decisions = TopicCopy.read(topics.decisions());
        this.entries = TopicCopy.read(topics.grants());
        this.deadLetters = TopicCopy.read(topics.deadLetters());
        for (TopicCopy.Kept decision : decisions) {
            JsonNode json = json(decision.value());
            if (json.get("type").asText().equals("claim") && !decision.aborted()) {
                journal.add(told(journal.size() + 1, json));
            }
        }
        this.sources = dibs.audited(journal(journal));
        this.decided = decided(sources.group());
    }

    /** Some requests at the end are not decided any more. */
    static AuditedWorld lived(Path folder, long seed) throws Exception {
        RunningDibs dibs = RunningDibs.start("ledger.rows-per-second=50000");
        Mix mix = new Mix(dibs.topic("requests"), seed);
        try (dibs) {
            mix.send(REQUESTS);
            Audited.clean(dibs);
        }
        mix.send(UNDECIDED);
        AuditedWorld world = new AuditedWorld(dibs, folder);
        AuditReport report = Audited.run(world.sources);
        assertThat(report.findings()).isEmpty();
        assertThat(report.looked(Count.UNDECIDED_YET)).isPositive();
        return world;
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String told(int number, JsonNode decision) {
        ObjectNode told = decision.deepCopy();
        told.remove(List.of("type", "request"));
        told.put("told", number);
        return told.toString();
    }

    Path journal(List<String> lines) throws IOException {
        Path journal = folder.resolve("journal-" + ++files);
        return Files.writeString(journal, String.join("\n", lines) + "\n");
    }

    /** By partition of the requests, where the decider would go on. */
    private static Map<Integer, Long> decided(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            Map<Integer, Long> decided = new HashMap<>();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> decided.put(partition.partition(), offset.offset()));
            return decided;
        }
    }

    /** The requests that the decider did not come to. */
    List<TopicCopy.Kept> undecided() {
        return requests.stream()
                .filter(each -> each.offset() >= decided.get(each.partition()))
                .toList();
    }

    /** A consumer group that stands on a copy of the requests behind the last decided one, as the decider did. */
    String group(String copy) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> at = new HashMap<>();
        for (TopicCopy.Kept each : requests) {
            if (each.offset() < decided.get(each.partition())) {
                at.put(new TopicPartition(copy, each.partition()), new OffsetAndMetadata(each.offset() + 1));
            }
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            admin.alterConsumerGroupOffsets("group-of-" + copy, at).all().get();
        }
        return "group-of-" + copy;
    }

    /** A copy of the ledger, changed by {@code statements}. */
    AuditSources.Database ledger(List<String> statements) throws Exception {
        String from = sources.database().jdbcUrl().replaceFirst(".*/([^/?]*).*", "$1");
        String copy = from + "_copy_" + ++files;
        String url = sources.database().jdbcUrl().replaceFirst("/" + from, "/" + copy);
        AuditSources.Database original = sources.database();
        try (Connection server = connect(TestServers.newDatabase());
                Statement statement = server.createStatement()) {
            statement.execute("create database " + copy + " template " + from);
        }
        try (Connection changed = connect(url);
                Statement statement = changed.createStatement()) {
            statement.execute("alter table dibs.ledger_entry disable trigger all");
            for (String each : statements) {
                assertThat(statement.executeUpdate(each)).as(each).isEqualTo(1);
            }
        }
        return new AuditSources.Database(url, original.user(), original.password());
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                url, sources.database().user(), sources.database().password());
    }
}
