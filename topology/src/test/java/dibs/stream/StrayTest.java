package dibs.stream;

import static dibs.stream.TestDecider.OPEN;
import static dibs.stream.TestDecider.TOPICS;
import static dibs.stream.TestDecider.claim;
import static dibs.stream.TestDecider.header;
import static dibs.stream.TestDecider.text;
import static dibs.stream.TestDecider.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.Decider;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records on another partition than their campaign's: sent home once, or dead. */
class StrayTest {
    private static final int PARTITIONS = 4;

    @TempDir
    Path stateDir;

    private static String livingOn(int partition) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "c-" + i)
                .filter(id -> HomePartition.of(id, PARTITIONS) == partition)
                .findFirst()
                .orElseThrow();
    }

    /** The driver has one partition, so what is sent home comes back to the wrong one: the second time it is dead. */
    @Test
    void aStrayIsSentHomeOnceAndIfItIsStillNotThereItIsDead() {
        try (TestDecider decider = new TestDecider(stateDir, PARTITIONS)) {
            byte[] reply = new ReplyAddress(2, 7, 1).toBytes();
            var headers = new RecordHeaders().add(ReplyAddress.HEADER, reply).add("traceparent", new byte[50_000]);
            decider.send(utf8(livingOn(1)), utf8(claim("u-1")), headers);
            List<TestRecord<byte[], byte[]>> sent =
                    decider.output(TOPICS.requests()).readRecordsToList();
            assertThat(sent).hasSize(1);
            assertThat(text(sent.get(0).key())).isEqualTo(livingOn(1));
            assertThat(text(sent.get(0).value())).isEqualTo(claim("u-1"));
            assertThat(header(sent.get(0), Reading.ORIGIN_HEADER)).isEqualTo("0:0");
            assertThat(sent.get(0).headers().lastHeader(ReplyAddress.HEADER).value())
                    .isEqualTo(reply);
            assertThat(sent.get(0).headers().toArray())
                    .as("others could be of any size")
                    .hasSize(2);
            assertThat(decider.observed).isEmpty();
            assertThat(decider.output(TOPICS.deadLetters()).readRecordsToList())
                    .singleElement()
                    .satisfies(dead ->
                            assertThat(header(dead, "dibs-error-reason")).contains("still is on 0 instead of 1"));
        }
    }

    @Test
    void atHomeItIsDecidedWhateverItsHeadersSay() {
        try (TestDecider decider = new TestDecider(stateDir, PARTITIONS)) {
            decider.send(livingOn(0), OPEN);
            var headers = new RecordHeaders().add(Reading.ORIGIN_HEADER, utf8("3:7"));
            decider.send(utf8(livingOn(0)), utf8(claim("u-1")), headers);
            assertThat(decider.stores().holding(livingOn(0), "u-1")).isNotNull();
            assertThat(decider.output(TOPICS.requests()).isEmpty()).isTrue();
        }
    }

    @Test
    void whatIsNoRequestIsDeadWhereItIs() {
        try (TestDecider decider = new TestDecider(stateDir, PARTITIONS)) {
            decider.send(livingOn(1), "{\"type\":\"claim\"}");
            decider.send(livingOn(2), "x".repeat(70_000));
            assertThat(decider.output(TOPICS.requests()).isEmpty()).isTrue();
            assertThat(decider.output(TOPICS.deadLetters()).readRecordsToList()).hasSize(2);
        }
    }

    @Test
    void homeIsWhereTheJavaProducerSends() {
        HomePartition partitioner = new HomePartition();
        assertThat(partitioner.partitions("any", utf8("spring"), null, 4)).isEqualTo(Optional.of(Set.of(3)));
        assertThat(HomePartition.of("spring", 4)).isEqualTo(3);
        assertThat(HomePartition.of("spring", 1000)).isBetween(0, 999);
    }

    /** An open transaction would hold back every claim at the stray's home until its interval is over. */
    @Test
    void aStrayIsCommittedAtOnceAFloodTogetherAndNothingElseIs() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        var context = new MockProcessorContext<byte[], byte[]>(config, new TaskId(0, 0), new File("unused"));
        DeciderStores.builders().forEach(store -> context.addStateStore(new TransactionalStore(store.name(), false)));
        SimulatedPartition log = new SimulatedPartition(0, PARTITIONS, new Decider(), false);
        DeciderProcessor processor = new DeciderProcessor(
                new DeciderTopology.Wiring(TOPICS, log, new DeciderReads(PARTITIONS), LocalReplies.NONE, d -> {}),
                new Decider());
        processor.init(context);
        assertThat(commits(processor, context, 1_000, 0)).as("no stray").isFalse();
        assertThat(commits(processor, context, 1_000, 1)).as("the first").isTrue();
        assertThat(commits(processor, context, 1_010, 1)).as("right after it").isFalse();
        assertThat(commits(processor, context, 1_020, 2)).isFalse();
        assertThat(commits(processor, context, 1_025, 0))
                .as("whatever comes later")
                .isTrue();
        assertThat(commits(processor, context, 2_000, 0)).isFalse();
    }

    private static boolean commits(
            DeciderProcessor processor, MockProcessorContext<byte[], byte[]> context, long now, int home) {
        context.resetCommit();
        context.setCurrentSystemTimeMs(now);
        context.setRecordMetadata(TOPICS.requests(), 0, context.forwarded().size());
        processor.process(new Record<>(utf8(livingOn(home)), utf8(claim("u-1")), 1));
        return context.committed();
    }
}
