package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sink does when the database or the log fails it: wait, ask again, or stop with a clear line. */
class LedgerFaultTest {
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

    @Test
    void aDatabaseThatStopsAndReturnsCostsTimeOnly() throws Exception {
        LedgerSink sink = world.sink(200);
        world.grants(1, 300);
        world.awaitRows(50);
        world.database.stop();
        SinkWorld.awaitState(sink, LedgerState.RETRYING);
        assertThat(sink.health().detail()).isNotEmpty();
        world.database.start();

        world.awaitRows(300);
        world.assertExactly(300);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
        assertThat(world.count("select max(epoch) from dibs.ledger_progress"))
                .as("membership was kept: no partition changed hands")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void aDatabaseThatIsNotThereYetIsWaitedFor() throws Exception {
        world.database.stop();
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 50);
        SinkWorld.awaitState(sink, LedgerState.RETRYING);
        world.database.start();

        world.awaitRows(50);
        world.assertExactly(50);
    }

    @Test
    void aStatementThatIsHeldUpAndKilledIsTriedAgain() throws Exception {
        LedgerSink sink = world.sink(2_000);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
        try (Connection other = world.database.connect(world.name());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from dibs.ledger_pace for update");
            world.grants(1, 100);
            String kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity" + " where datname = '"
                    + world.name() + "' and wait_event_type = 'Lock'";
            await().atMost(SinkWorld.SOON).until(() -> world.count(kill) > 0);
            SinkWorld.awaitState(sink, LedgerState.RETRYING);
            other.rollback();
        }

        world.awaitRows(100);
        world.assertExactly(100);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
    }

    @Test
    void aWriteWhoseAnswerWasLostIsFoundOutByAskingTheDatabase() throws Exception {
        world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        world.awaitCaughtUp();
        long epoch = world.count("select max(epoch) from dibs.ledger_progress");
        // One batch as if written, with an answer that never came: the owner believes what was true before.
        world.database.execute(
                world.name(), "update dibs.ledger_progress set next_offset = last_offset, last_offset = null");
        world.grants(101, 200);

        world.awaitRows(200);
        world.assertExactly(200);
        assertThat(world.count("select max(epoch) from dibs.ledger_progress")).isEqualTo(epoch + 1);
    }

    @Test
    void anOwnerFencedByTheDatabaseComesBackThroughTheGroup() throws Exception {
        world.sink(2_000);
        world.grants(1, 50);
        world.awaitRows(50);
        world.database.execute(world.name(), "update dibs.ledger_progress set epoch = epoch + 5");
        world.grants(51, 100);

        world.awaitRows(100);
        world.assertExactly(100);
        assertThat(world.count("select min(epoch) from dibs.ledger_progress")).isGreaterThan(6);
    }

    @Test
    void aTopicCreatedAnewStopsTheSink() throws Exception {
        LedgerSink first = world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        first.close();
        world.broker.deleteTopic(world.topic("grants"));
        await().atMost(SinkWorld.SOON).ignoreExceptions().until(() -> {
            world.broker.createTopic(world.topic("grants"), SinkWorld.PARTITIONS);
            return true;
        });
        world.grants(101, 400);

        LedgerSink second = world.sink(2_000);
        SinkWorld.awaitState(second, LedgerState.STOPPED);
        assertThat(second.health().detail()).contains(world.topic("grants"), "not the log");
        world.assertExactly(100);
    }

    @Test
    void recordsThatExpiredAfterTheyWereWrittenAreNotMissed() throws Exception {
        LedgerSink first = world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        world.awaitCaughtUp();
        first.close();
        for (int p = 0; p < SinkWorld.PARTITIONS; p++) {
            world.broker.expire(new TopicPartition(world.topic("grants"), p), -1);
        }
        LedgerSink second = world.sink(2_000);
        world.grants(101, 200);

        world.awaitRows(200);
        world.assertExactly(200);
        SinkWorld.awaitState(second, LedgerState.RUNNING);
    }
}
