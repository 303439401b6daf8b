package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink between a real broker and a real database, with what goes wrong there. */
class LedgerSinkTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static SinkWorld world;

    @BeforeAll
    static void startServers() throws Exception {
        world = new SinkWorld(folder);
    }

    @AfterAll
    static void stopServers() throws Exception {
        world.close();
    }

    @BeforeEach
    void renew() throws Exception {
        world.renew();
    }

    @AfterEach
    void closeSinks() {
        world.closeOpened();
    }

    private static void awaitRows(long rows) {
        await().atMost(SOON).until(() -> world.rows() >= rows);
    }

    private static void awaitState(LedgerSink sink, LedgerState state) {
        await().atMost(SOON).until(() -> sink.health().state() == state);
    }

    private static void assertExactly(int users) throws Exception {
        assertThat(world.rows()).isEqualTo(users);
        assertThat(world.count("select count(distinct user_id) from dibs.ledger_entry")).isEqualTo(users);
        assertThat(world.count("select count(*) from dibs.ledger_entry where rank > 1000000"))
                .isZero();
    }

    @Test
    void whatWasCommittedIsWrittenAndTheLagEndsAtZero() throws Exception {
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 300);

        awaitRows(300);
        assertExactly(300);
        awaitState(sink, LedgerState.RUNNING);
        await().atMost(SOON).until(() -> gauge("dibs.ledger.lag.records") == 0);
        assertThat(world.meters.get("dibs.ledger.rows.written").counter().count()).isEqualTo(300);
        assertThat(gauge("dibs.ledger.ceiling")).isEqualTo(2_000);
    }

    private static double gauge(String name) {
        return world.meters.get(name).gauge().value();
    }

    @Test
    void aRestartMidWayNeitherMissesNorRepeats() throws Exception {
        world.grants(1, 400);
        LedgerSink first = world.sink(200);
        awaitRows(50);
        first.close();
        assertThat(first.health().state()).isEqualTo(LedgerState.CLOSED);
        assertThat(world.rows()).isLessThan(400);

        world.sink(2_000);
        awaitRows(400);
        assertExactly(400);
        assertThat(world.count(Window.BUSIEST)).isLessThanOrEqualTo(2_000);
    }

    @Test
    void twoSinksShareTheGroupUnderOneCeiling() throws Exception {
        LedgerSink first = world.sink(200);
        awaitState(first, LedgerState.RUNNING);
        world.grants(1, 600);
        LedgerSink second = world.sink(200);

        awaitRows(600);
        assertExactly(600);
        assertThat(world.count(Window.BUSIEST)).isLessThanOrEqualTo(200);
        assertThat(world.count("select max(epoch) from dibs.ledger_progress")).isGreaterThan(1);
        assertThat(List.of(first.health().state(), second.health().state())).containsOnly(LedgerState.RUNNING);
    }

    @Test
    void aBadRecordBecomesADeadLetterAndStopsNothingElse() throws Exception {
        String long5k = "x".repeat(5_000);
        ProducerRecord<byte[], byte[]> reversalAlone = world.record("u-2", SinkWorld.json("reversal", "u-2", -5, 1));
        world.send(List.of(
                world.grant(1), world.record("u-1", long5k), reversalAlone, world.grant(3), world.grant(4)));
        world.sink(2_000);

        awaitRows(3);
        await().atMost(SOON).until(() -> world.deadLetters().size() == 2);
        assertExactly(3);
        ConsumerRecord<byte[], byte[]> letter = world.deadLetters().stream()
                .filter(each -> new String(each.key(), StandardCharsets.UTF_8).equals("u-1"))
                .findFirst()
                .orElseThrow();
        assertThat(letter.value()).hasSize(4_096);
        assertThat(header(letter, "reason")).isEqualTo("not JSON");
        assertThat(header(letter, "topic")).isEqualTo(world.topic("grants"));
        assertThat(Integer.parseInt(header(letter, "partition"))).isBetween(0, SinkWorld.PARTITIONS - 1);
        assertThat(Long.parseLong(header(letter, "offset"))).isNotNegative();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader("dibs-error-" + name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void aDatabaseThatStopsAndReturnsCostsTimeOnly() throws Exception {
        LedgerSink sink = world.sink(200);
        world.grants(1, 300);
        awaitRows(50);
        world.database.stop();
        awaitState(sink, LedgerState.RETRYING);
        assertThat(sink.health().detail()).isNotEmpty();
        world.database.start();

        awaitRows(300);
        assertExactly(300);
        awaitState(sink, LedgerState.RUNNING);
        assertThat(world.count("select max(epoch) from dibs.ledger_progress"))
                .as("membership was kept: no partition changed hands")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void aDatabaseThatIsNotThereYetIsWaitedFor() throws Exception {
        world.database.stop();
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 50);
        awaitState(sink, LedgerState.RETRYING);
        world.database.start();

        awaitRows(50);
        assertExactly(50);
    }

    @Test
    void aStatementThatIsHeldUpAndKilledIsTriedAgain() throws Exception {
        LedgerSink sink = world.sink(2_000);
        awaitState(sink, LedgerState.RUNNING);
        try (Connection other = world.database.connect(world.name());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from dibs.ledger_pace for update");
            world.grants(1, 100);
            String kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    + " where datname = '" + world.name() + "' and wait_event_type = 'Lock'";
            await().atMost(SOON).until(() -> world.count(kill) > 0);
            awaitState(sink, LedgerState.RETRYING);
            other.rollback();
        }

        awaitRows(100);
        assertExactly(100);
        awaitState(sink, LedgerState.RUNNING);
    }

    @Test
    void aWriteWhoseAnswerWasLostIsFoundOutByAskingTheDatabase() throws Exception {
        world.sink(2_000);
        world.grants(1, 100);
        awaitRows(100);
        await().atMost(SOON).until(() -> gauge("dibs.ledger.lag.records") == 0);
        long epoch = world.count("select max(epoch) from dibs.ledger_progress");
        // One batch as if written, with an answer that never came: the owner believes what was true before.
        world.database.execute(
                world.name(), "update dibs.ledger_progress set next_offset = last_offset, last_offset = null");
        world.grants(101, 200);

        awaitRows(200);
        assertExactly(200);
        assertThat(world.count("select max(epoch) from dibs.ledger_progress")).isEqualTo(epoch + 1);
    }

    @Test
    void anOwnerFencedByTheDatabaseComesBackThroughTheGroup() throws Exception {
        world.sink(2_000);
        world.grants(1, 50);
        awaitRows(50);
        world.database.execute(world.name(), "update dibs.ledger_progress set epoch = epoch + 5");
        world.grants(51, 100);

        awaitRows(100);
        assertExactly(100);
        assertThat(world.count("select min(epoch) from dibs.ledger_progress")).isGreaterThan(6);
    }

    @Test
    void aTopicCreatedAnewStopsTheSink() throws Exception {
        LedgerSink first = world.sink(2_000);
        world.grants(1, 100);
        awaitRows(100);
        first.close();
        world.broker.deleteTopic(world.topic("grants"));
        await().atMost(SOON).ignoreExceptions().until(() -> {
            world.broker.createTopic(world.topic("grants"), SinkWorld.PARTITIONS);
            return true;
        });
        world.grants(101, 400);

        LedgerSink second = world.sink(2_000);
        awaitState(second, LedgerState.STOPPED);
        assertThat(second.health().detail()).contains(world.topic("grants"), "not the log");
        assertExactly(100);
    }

    @Test
    void recordsThatExpiredAfterTheyWereWrittenAreNotMissed() throws Exception {
        LedgerSink first = world.sink(2_000);
        world.grants(1, 100);
        awaitRows(100);
        await().atMost(SOON).until(() -> gauge("dibs.ledger.lag.records") == 0);
        first.close();
        for (int p = 0; p < SinkWorld.PARTITIONS; p++) {
            world.broker.expire(new TopicPartition(world.topic("grants"), p), -1);
        }
        LedgerSink second = world.sink(2_000);
        world.grants(101, 200);

        awaitRows(200);
        assertExactly(200);
        awaitState(second, LedgerState.RUNNING);
    }
}
