package dibs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real topology with its real serdes and RocksDB stores, one partition of it, without a broker. */
class DeciderTopologyTest {
    private static final Topics TOPICS = new Topics("dibs.");
    private static final String OPEN = "{\"type\":\"open\",\"title\":\"t\",\"budget\":200,\"reward\":100}";

    @TempDir
    Path stateDir;

    private final DeciderReads reads = new DeciderReads(1);
    private final List<ReplyAddress> told = new ArrayList<>();
    private final List<Decision> observed = new ArrayList<>();
    private TopologyTestDriver driver;
    private boolean frontIsLocal;

    @BeforeEach
    void start() {
        DeciderSettings settings =
                new DeciderSettings("unused:1", TOPICS, 1, stateDir, 1, 10 << 20, 16 << 20, 8 << 20, "test", Map.of());
        Properties properties = StreamsProperties.of(settings);
        driver = new TopologyTestDriver(
                DeciderTopology.build(
                        new DeciderTopology.Wiring(TOPICS, new LogOf(0), reads, this::tell, observed::add)),
                properties);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aClaimBecomesADecisionAndAGrantAndIsReadFromTheStores() throws Malformed {
        send("spring", OPEN);
        send("spring", claim("u-1"));
        List<Decision> decisions = decisions();
        assertThat(decisions).hasSize(2).isEqualTo(observed);
        assertThat(((Decision.ClaimDecision) decisions.get(1)).outcome()).isEqualTo(ClaimOutcome.GRANTED);
        assertThat(output(TOPICS.grants()).readRecordsToList())
                .singleElement()
                .satisfies(r -> assertThat(text(r.key())).isEqualTo("u-1"))
                .satisfies(r -> assertThat(text(r.value())).contains("\"kind\":\"grant\"", "\"position\":\"0:1\""));
        PartitionReads partition = reads.of(0).orElseThrow();
        assertThat(partition.applied()).isEqualTo(1);
        assertThat(partition.campaign("spring").remaining()).isEqualTo(100);
        assertThat(partition.holding("spring", "u-1").grant().rank()).isEqualTo(1);
        assertThat(partition.holding("spring", "u-2")).isNull();
    }

    @Test
    void universalDataIsToldWhenItChangesAndOnlyThen() {
        send("spring", OPEN);
        send("spring", claim("u-1"));
        send("spring", claim("u-1"));
        send("spring", claim("u-2"));
        send("spring", claim("u-3"));
        assertThat(output(TOPICS.campaigns()).readRecordsToList())
                .extracting(r -> text(r.value()))
                .satisfiesExactly(
                        opened -> assertThat(opened).contains("\"soldOut\":false", "\"revision\":1"),
                        soldOut -> assertThat(soldOut).contains("\"soldOut\":true", "\"revision\":2"));
    }

    @Test
    void campaignsAreListedByIdInPages() {
        for (String id : List.of("b", "a", "a-1", "c")) {
            send(id, OPEN);
        }
        PartitionReads partition = reads.of(0).orElseThrow();
        assertThat(partition.campaigns(null, 3)).extracting(c -> c.id()).containsExactly("a", "a-1", "b");
        assertThat(partition.campaigns("a", 9)).extracting(c -> c.id()).containsExactly("a-1", "b", "c");
    }

    @Test
    void theFrontOfThisProcessIsToldDirectlyAndNoRecordIsWritten() {
        frontIsLocal = true;
        ReplyAddress address = new ReplyAddress(0, 7, 1);
        sendWith("spring", claim("u-1"), address.toBytes());
        assertThat(told).containsExactly(address);
        assertThat(output(TOPICS.replies()).isEmpty()).isTrue();
    }

    @Test
    void anotherFrontIsToldByARecordThatBearsItsAddress() throws Malformed {
        ReplyAddress address = new ReplyAddress(0, 7, 1);
        sendWith("spring", claim("u-1"), address.toBytes());
        TestRecord<byte[], byte[]> reply = output(TOPICS.replies()).readRecord();
        assertThat(ReplyAddress.in(reply.headers())).isEqualTo(address);
        assertThat(DecisionReader.read(reply.value())).isEqualTo(observed.get(0));
    }

    @Test
    void malformedOrImpossibleReplyAddressesAreIgnored() {
        byte[] beyond = new ReplyAddress(1, 7, 1).toBytes();
        byte[] negative = new ReplyAddress(-1, 7, 1).toBytes();
        for (byte[] header : new byte[][] {beyond, negative, {}, {1, 2, 3}, null, new byte[21]}) {
            sendWith("spring", claim("u-1"), header);
        }
        assertThat(observed).hasSize(6);
        assertThat(output(TOPICS.replies()).isEmpty()).isTrue();
    }

    @Test
    void whatIsNoRequestBecomesADeadLetterAndTheNextIsDecided() {
        send("spring", OPEN);
        pipe(null, utf8(claim("u-1")), new RecordHeaders());
        pipe(new byte[] {(byte) 0xc3}, utf8(claim("u-1")), new RecordHeaders());
        pipe(utf8("spring"), null, new RecordHeaders());
        send("spring", "x".repeat(70_000));
        send("spring", "{\"type\":\"claim\",\"user\":\"u-1\",\"usr\":1}");
        send("spring", claim("u-1"));
        List<TestRecord<byte[], byte[]>> dead = output(TOPICS.deadLetters()).readRecordsToList();
        assertThat(dead).hasSize(5);
        assertThat(dead.get(3).value()).hasSize(4096);
        assertThat(header(dead.get(3), "dibs-error-reason")).contains("at most 65536 bytes");
        assertThat(header(dead.get(4), "dibs-error-reason")).contains("usr is not known here");
        assertThat(header(dead.get(4), "dibs-error-offset")).isEqualTo("5");
        assertThat(header(dead.get(4), "dibs-error-topic")).isEqualTo("dibs.requests");
        assertThat(reads.of(0)
                        .orElseThrow()
                        .holding("spring", "u-1")
                        .grant()
                        .position()
                        .offset())
                .isEqualTo(6);
    }

    @Test
    void theOffsetGuardStopsOnAnythingButTheNextRequest() {
        OffsetGuard behind = new OffsetGuard("dibs.requests", 3, 10, new LogOf(11));
        assertThatThrownBy(() -> behind.accept(10)).hasMessageContaining("3:10").hasMessageContaining("ahead");
        OffsetGuard skipped = new OffsetGuard("dibs.requests", 3, 10, new LogOf(11, 11));
        assertThatThrownBy(() -> skipped.accept(13))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("3:11 would be skipped")
                .hasMessageContaining("3:13");
        OffsetGuard markerBetween = new OffsetGuard("dibs.requests", 3, 10, new LogOf(11, 12));
        markerBetween.accept(12);
        markerBetween.accept(15);
        assertThatThrownBy(() -> markerBetween.accept(15)).hasMessageContaining("ahead");
    }

    @Test
    void takingOverStopsBeforeAnyRequestIfTheLogGoesOnElsewhere() {
        new OffsetGuard("dibs.requests", 3, 10, new LogOf(11)).takeOver();
        new OffsetGuard("dibs.requests", 3, 10, new LogOf(14, 14)).takeOver();
        new OffsetGuard("dibs.requests", 3, -1, new LogOf(0, 0)).takeOver();
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, 10, new LogOf(10)).takeOver())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("everything up to 3:10")
                .hasMessageContaining("continues at 3:10");
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, 10, new LogOf(14, 12)).takeOver())
                .hasMessageContaining("3:12 would be skipped")
                .hasMessageContaining("continues at 3:14");
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, -1, new LogOf(14, 0)).takeOver())
                .hasMessageContaining("holds nothing yet")
                .hasMessageContaining("continues at 3:14");
        assertThatThrownBy(() -> new OffsetGuard("dibs.requests", 3, 10, new LogOf(-1)).takeOver())
                .hasMessageContaining("continues at nowhere");
    }

    private boolean tell(ReplyAddress address, Decision decision) {
        if (frontIsLocal) {
            told.add(address);
        }
        return frontIsLocal;
    }

    private void send(String campaign, String request) {
        pipe(utf8(campaign), utf8(request), new RecordHeaders());
    }

    private void sendWith(String campaign, String request, byte[] replyHeader) {
        pipe(utf8(campaign), utf8(request), new RecordHeaders().add(ReplyAddress.HEADER, replyHeader));
    }

    private void pipe(byte[] key, byte[] value, Headers headers) {
        driver.createInputTopic(TOPICS.requests(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(1000)));
    }

    private List<Decision> decisions() throws Malformed {
        List<Decision> decisions = new ArrayList<>();
        for (byte[] value : output(TOPICS.decisions()).readValuesToList()) {
            decisions.add(DecisionReader.read(value));
        }
        return decisions;
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String claim(String user) {
        return "{\"type\":\"claim\",\"user\":\"" + user + "\"}";
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A log that holds nothing but the given offsets, of which the group has committed one; -1: none. */
    private static final class LogOf implements InputLog {
        private final long committed;
        private final long[] offsets;

        LogOf(long committed, long... offsets) {
            this.committed = committed;
            this.offsets = offsets;
        }

        @Override
        public OptionalLong committed(int partition) {
            return committed < 0 ? OptionalLong.empty() : OptionalLong.of(committed);
        }

        @Override
        public OptionalLong firstAtOrAfter(int partition, long from) {
            return Arrays.stream(offsets).filter(o -> o >= from).findFirst();
        }

        @Override
        public long end(int partition) {
            return Math.max(committed, Arrays.stream(offsets).max().orElse(-1) + 1);
        }

        @Override
        public long lastAfter(int partition, long after) {
            return after;
        }
    }
}
