package dibs.stream;

import dibs.campaign.Decision;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology with its real serdes and RocksDB stores, one partition of it, without a broker. */
final class TestDecider implements AutoCloseable {
    static final Topics TOPICS = new Topics("dibs.");
    static final String OPEN = "{\"type\":\"open\",\"title\":\"t\",\"budget\":200,\"reward\":100}";

    final DeciderReads reads;
    final List<ReplyAddress> told = new ArrayList<>();
    final List<Decision> observed = new ArrayList<>();
    boolean frontIsLocal;
    private final TopologyTestDriver driver;

    /** Partition 0 of a log of {@code partitions}. */
    TestDecider(Path stateDir, int partitions) {
        this(stateDir, new DeciderReads(partitions));
    }

    /** The same, that publishes its stores there. */
    TestDecider(Path stateDir, DeciderReads reads) {
        this.reads = reads;
        this.driver = new TopologyTestDriver(
                DeciderTopology.build(
                        new DeciderTopology.Wiring(TOPICS, new NoLog(), reads, this::tell, observed::add)),
                StreamsProperties.of(settings(stateDir)));
    }

    static DeciderSettings settings(Path stateDir) {
        return new DeciderSettings(
                "unused:1", TOPICS, 1, 1, stateDir, 1, 0, 10 << 20, 16 << 20, 8 << 20, "test", Map.of());
    }

    private boolean tell(ReplyAddress address, Decision decision) {
        if (frontIsLocal) {
            told.add(address);
        }
        return frontIsLocal;
    }

    void send(String campaign, String request) {
        send(utf8(campaign), utf8(request), new RecordHeaders());
    }

    void send(String campaign, String request, byte[] replyHeader) {
        send(utf8(campaign), utf8(request), new RecordHeaders().add(ReplyAddress.HEADER, replyHeader));
    }

    void send(byte[] key, byte[] value, Headers headers) {
        send(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(1000)));
    }

    void send(TestRecord<byte[], byte[]> request) {
        driver.createInputTopic(TOPICS.requests(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(request);
    }

    /** For what the stream thread does from time to time. */
    void passASecond() {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    List<Decision> decisions() throws Malformed {
        List<Decision> decisions = new ArrayList<>();
        for (byte[] value : output(TOPICS.decisions()).readValuesToList()) {
            decisions.add(DecisionReader.read(value));
        }
        return decisions;
    }

    TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What a restore would be given. */
    TestOutputTopic<byte[], byte[]> changelog(String store) {
        return output(TOPICS.deciderApplication() + "-" + store + "-changelog");
    }

    KeyValueStore<Bytes, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    PartitionReads stores() {
        return reads.of(0).orElseThrow();
    }

    @Override
    public void close() {
        driver.close();
    }

    static String claim(String user) {
        return "{\"type\":\"claim\",\"user\":\"" + user + "\"}";
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** At the very first start. */
    private static final class NoLog implements InputLog {
        @Override
        public OptionalLong committed(int partition) {
            return OptionalLong.of(0);
        }

        @Override
        public OptionalLong firstAtOrAfter(int partition, long from) {
            return OptionalLong.empty();
        }

        @Override
        public long end(int partition) {
            return 0;
        }

        @Override
        public long lastAfter(int partition, long after) {
            return after;
        }
    }
}
