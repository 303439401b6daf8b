package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dibs.local.TestServers;
import dibs.serve.Role;
import dibs.stream.HomePartition;
import dibs.stream.StartFailure;
import dibs.stream.TopicSetup;
import dibs.stream.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State and log that have parted stop the start, with both positions: deciding on would pay twice or lose requests. */
class PartedStateTest {
    private static final Set<Role> DECIDER = EnumSet.of(Role.DECIDER);
    private static final String PATIENT = "front.decision-timeout=30s";
    private static final List<String> STORES = List.of("campaigns", "grants", "changes", "progress");
    private static final String CAMPAIGN = "spring";
    private static final int HOME = HomePartition.of(CAMPAIGN, 4);

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()));
    private RunningDibs stopped;
    /** Of the last request; the group has committed the one after it, or after transaction markers behind it. */
    private long last;

    @BeforeEach
    void decideSomethingAndStop() throws Exception {
        stopped = decideAndStop(5);
        last = 5;
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private static RunningDibs decideAndStop(int claimants) throws Exception {
        RunningDibs dibs = RunningDibs.start(EnumSet.of(Role.DECIDER, Role.FRONT), PATIENT);
        try (dibs) {
            open(dibs, claimants);
        }
        return dibs;
    }

    private static void open(RunningDibs dibs, int claimants) throws Exception {
        Claims claims = new Claims(dibs.http());
        claims.open(CAMPAIGN, 1000, 100);
        for (int user = 1; user <= claimants; user++) {
            assertThat(claims.claim(CAMPAIGN, "u-" + user).status()).isEqualTo(201);
        }
    }

    @Test
    void expiredGroupOffsets() throws Exception {
        admin.deleteConsumerGroups(List.of(group())).all().get();
        assertStops(HOME + ":nowhere", "up to", HOME + ":" + last);
    }

    @Test
    void groupOffsetsPutBackToTheBeginning() throws Exception {
        commit(0);
        assertStops("everything up to " + HOME + ":" + last, "continues at " + HOME + ":0", "ahead");
    }

    /** To the log's end, so that no request comes that would show it later. */
    @Test
    void groupOffsetsMovedOn() throws Exception {
        long next = committed();
        for (String user : List.of("u-8", "u-9")) {
            KafkaRecords.send(stopped, CAMPAIGN, "{\"type\":\"claim\",\"user\":\"" + user + "\"}");
        }
        commit(next + 2);
        assertStops(
                "everything up to " + HOME + ":" + last,
                "continues at " + HOME + ":" + (next + 2),
                HOME + ":" + next + " would be skipped");
    }

    @ParameterizedTest
    @MethodSource("changelogs")
    void aDeletedChangelog(String store) throws Exception {
        delete(group() + "-" + store + "-changelog");
        String state = store.equals("progress") ? HOME + ":nothing" : HOME + ":" + last;
        assertStops("up to", state, "continues at", HOME + ":" + committed(), "-" + store + "-changelog");
    }

    private static List<String> changelogs() {
        return Proof.times(0, 1) == 1 ? STORES : List.of("grants", "progress");
    }

    @Test
    void allChangelogsDeletedWithTheLocalState() throws Exception {
        for (String store : STORES) {
            delete(group() + "-" + store + "-changelog");
        }
        assertStops(HOME + ":nothing", "continues at", HOME + ":" + committed());
    }

    @Test
    void aRecreatedRequestTopic() throws Exception {
        recreateRequests();
        assertStops(HOME + ":nowhere", "up to", HOME + ":" + last);
    }

    @Test
    void aRecreatedRequestTopicWhoseOffsetsWereKept() throws Exception {
        long committed = committed();
        recreateRequests();
        for (int partition = 0; partition < 4; partition++) {
            commit(partition, partition == HOME ? committed : 0);
        }
        assertStops("everything up to " + HOME + ":" + last, "ends at " + HOME + ":0");
    }

    /** A copy from a time when more was decided than Kafka now knows of, as after Kafka was put back itself. */
    @Test
    void stateFromACopyThatIsAheadOfTheLog() throws Exception {
        recreateRequests();
        for (String store : STORES) {
            delete(group() + "-" + store + "-changelog");
        }
        try (RunningDibs fresh = stopped.another(EnumSet.of(Role.DECIDER, Role.FRONT), PATIENT)) {
            open(fresh, 2);
        }
        assertStops("everything up to " + HOME + ":" + last, "ends at " + HOME + ":" + committed());
        try (RunningDibs another = stopped.another(EnumSet.of(Role.DECIDER, Role.FRONT), PATIENT)) {
            for (int user = 1; user <= 9; user++) {
                new Claims(another.http()).claim(CAMPAIGN, "x-" + user);
            }
        }
        // Now the log goes as far as the state, but another way.
        assertStops("everything up to " + HOME + ":" + last, "has another request there");
    }

    /** A copy that is merely old is brought up to date from the changelogs, so it decides as if never replaced. */
    @Test
    void stateFromAnOldCopyIsRestored() throws Exception {
        Path copy = Files.createTempDirectory("dibs-copy");
        copy(stopped.stateDir(), copy);
        try (RunningDibs dibs = stopped.again(EnumSet.of(Role.DECIDER, Role.FRONT), PATIENT)) {
            new Claims(dibs.http()).claim(CAMPAIGN, "u-6");
        }
        copy(copy, stopped.stateDir());
        try (RunningDibs dibs = stopped.again(EnumSet.of(Role.DECIDER, Role.FRONT), PATIENT)) {
            Claims claims = new Claims(dibs.http());
            assertThat(claims.claim(CAMPAIGN, "u-6").body().get("rank").asLong())
                    .isEqualTo(6);
            assertThat(claims.claim(CAMPAIGN, "u-6").status()).isEqualTo(200);
            assertThat(claims.claim(CAMPAIGN, "u-7").body().get("rank").asLong())
                    .isEqualTo(7);
        }
        Audited.clean(stopped.audited().withDatabase(null));
    }

    private void assertStops(String... messages) {
        assertThatThrownBy(() -> stopped.again(DECIDER).close())
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll(messages);
    }

    private String group() {
        return new Topics(stopped.prefix()).deciderApplication();
    }

    private long committed() throws Exception {
        return admin.listConsumerGroupOffsets(group())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(stopped.topic("requests"), HOME))
                .offset();
    }

    private void commit(long offset) {
        commit(HOME, offset);
    }

    private void commit(int partition, long offset) {
        TopicPartition log = new TopicPartition(stopped.topic("requests"), partition);
        // A topic that was just created is not known everywhere at once.
        await().ignoreExceptions()
                .until(() -> admin.alterConsumerGroupOffsets(group(), Map.of(log, new OffsetAndMetadata(offset)))
                                .all()
                                .get()
                        == null);
    }

    private void recreateRequests() throws Exception {
        delete(stopped.topic("requests"));
        new TopicSetup(admin, new Topics(stopped.prefix()), new TopicSetup.Layout(4, 1, 1, true)).createMissing();
    }

    private void delete(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(topic));
    }

    /** In place of what is at {@code to}. */
    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> old = Files.walk(to)) {
            for (Path path : old.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}
