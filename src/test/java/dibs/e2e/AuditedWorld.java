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

    /** A consumer group that stands where the decider stood on the requests, for a copy of them, moved on a little. */
    String group(String copy, Map<Integer, Long> moved) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            Map<TopicPartition, OffsetAndMetadata> at = new HashMap<>();
            admin.listConsumerGroupOffsets(sources.group())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> at.put(
                            new TopicPartition(copy, partition.partition()),
                            new OffsetAndMetadata(moved.getOrDefault(partition.partition(), offset.offset()))));
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
