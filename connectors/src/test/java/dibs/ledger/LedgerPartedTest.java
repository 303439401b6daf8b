package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log and ledger that have parted: caught up where nothing is missing, else a stop with a clear line. */
class LedgerPartedTest extends SinkTest {
    private void createTopicAnew() throws Exception {
        world.broker.deleteTopic(world.topic("grants"));
        await().atMost(SinkWorld.SOON)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptions()
                .until(() -> {
                    world.broker.createTopic(world.topic("grants"), SinkWorld.PARTITIONS);
                    return true;
                });
    }

    @Test
    void aTopicCreatedAnewStopsTheSink() throws Exception {
        LedgerSink first = world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        first.close();
        createTopicAnew();
        world.grants(101, 400);

        LedgerSink second = world.sink(2_000);
        SinkWorld.awaitState(second, LedgerState.STOPPED);
        assertThat(second.health().detail()).contains(world.topic("grants"), "not the log");
        world.assertExactly(100);
    }

    /** Faster than the group could notice; the new log is longer than the old one was. */
    @Test
    void aTopicCreatedAnewUnderARunningSinkStopsIt() throws Exception {
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        world.awaitCaughtUp();
        createTopicAnew();
        world.grants(101, 1_000);

        SinkWorld.awaitState(sink, LedgerState.STOPPED);
        assertThat(sink.health().detail()).contains(world.topic("grants"), "not the log");
        world.assertExactly(100);
    }

    @Test
    void recordsThatExpiredBeforeTheyWereWrittenStopTheSink() throws Exception {
        LedgerSink first = world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        first.close();
        world.grants(101, 200);
        for (int p = 0; p < SinkWorld.PARTITIONS; p++) {
            world.broker.expire(new TopicPartition(world.topic("grants"), p), -1);
        }
        LedgerSink second = world.sink(2_000);

        SinkWorld.awaitState(second, LedgerState.STOPPED);
        assertThat(second.health().detail()).contains("does not hold offset", "gone by age before they were written");
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

    /** Last night's copy: rows and progress in it belong together, and the log holds what is missing. */
    @Test
    void aDatabasePutBackFromAnOlderCopyCatchesUpByItself(@TempDir Path folder) throws Exception {
        Path copy = folder.resolve("copy");
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        world.database.stop();
        copy(world.database.folder(), copy);
        world.database.start();
        world.grants(101, 200);
        world.awaitRows(200);

        world.database.stop();
        delete(world.database.folder());
        copy(copy, world.database.folder());
        world.database.start();
        assertThat(world.rows()).isEqualTo(100);

        world.grants(201, 300);
        world.awaitRows(300);
        world.awaitCaughtUp();
        world.assertExactly(300);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
    }

    private static void copy(Path from, Path to) throws Exception {
        assertThat(new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void delete(Path folder) throws Exception {
        assertThat(new ProcessBuilder("rm", "-r", folder.toString()).start().waitFor())
                .isZero();
    }
}
