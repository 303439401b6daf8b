package dibs.e2e;

import static dibs.e2e.KafkaRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.BadInput.Case;
import dibs.e2e.BadInput.Kind;
import dibs.golden.Notation;
import dibs.stream.HomePartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bad records on the request log, where any producer may write: each leaves one dead letter that says why, and stops
 * nothing. The corpus of what can be read is sent as it is, so a claim on the same partition waits for all of it.
 */
class BadRecordsTest {
    private static final String BYSTANDER = "bystander";
    private static final int HOME = HomePartition.of(BYSTANDER, 4);
    private static final Pattern REFUSED = Pattern.compile("✗ (?:(.*?): )?(.*)");

    private static final Map<String, String> EXPECTED = new HashMap<>();

    private static RunningDibs dibs;
    private static Claims claims;
    private static Complaints complaints;
    private static KafkaProducer<byte[], byte[]> producer;
    private static String victim;
    private static int users;

    @BeforeAll
    static void start() throws Exception {
        dibs = RunningDibs.start("front.decision-timeout=30s", "ledger.rows-per-second=5000");
        claims = new Claims(dibs.http());
        victim = atHome("victim-");
        claims.open(BYSTANDER, 1_000_000, 100);
        claims.open(victim, 1_000_000, 100);
        // As a careless producer might be set: any size, so long as a batch of it compresses well.
        producer = KafkaRecords.producer(Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 20 << 20,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 64 << 20,
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"));
        complaints = Complaints.listen();
    }

    @AfterAll
    static void stop() {
        complaints.close();
        producer.close();
        dibs.close();
    }

    /** An id whose home is the bystander's. */
    private static String atHome(String prefix) {
        int i = 0;
        while (HomePartition.of(prefix + i, 4) != HOME) {
            i++;
        }
        return prefix + i;
    }

    @Test
    void everyValueOfTheCorpusIsDecidedOrDead() throws Exception {
        for (Kind kind : BadInput.read("/golden/readable-requests.txt")) {
            claimSucceeds();
            for (Case each : kind.cases()) {
                send(HOME, utf8(victim), each.bytes(), each.expected());
            }
            claimSucceeds();
        }
    }

    @Test
    void everyKeyOfTheCorpusIsDecidedOrDead() throws Exception {
        for (Kind kind : BadInput.read("/golden/readable-keys.txt")) {
            claimSucceeds();
            for (Case each : kind.cases()) {
                byte[] key = each.bytes();
                boolean stray = !each.expected().startsWith("✗")
                        && HomePartition.of(new String(key, StandardCharsets.UTF_8), 4) != HOME;
                send(HOME, key, utf8("{\"type\":\"claim\",\"user\":\"k\"}"), stray ? "sent home" : each.expected());
            }
            claimSucceeds();
        }
    }

    @Test
    void headersAreHints() throws Exception {
        byte[][] values = {
            null,
            {},
            {1},
            new byte[19],
            new byte[21],
            new byte[900_000],
            ByteBuffer.allocate(20).putInt(Integer.MAX_VALUE).array(),
            ByteBuffer.allocate(20).putInt(-1).array(),
            utf8("00:0"),
            utf8("x:y"),
            {(byte) 0xff},
        };
        claimSucceeds();
        for (String name : List.of("dibs-reply", "dibs-origin", "traceparent", "")) {
            for (byte[] value : values) {
                send(record(HOME, victim, claim()).header(name, value), "decided");
                send(record(HOME, victim, "garbage").header(name, value), "✗ is not JSON");
            }
            claimSucceeds();
        }
        Sent many = record(HOME, victim, claim());
        for (int i = 0; i < 2_000; i++) {
            many.header("dibs-reply", utf8("again " + i));
        }
        send(many, "decided");
        claimSucceeds();
    }

    @Test
    void aRecordOnAForeignPartitionGoesHomeOnce() throws Exception {
        int foreign = (HOME + 1) % 4;
        claimSucceeds();
        for (byte[] reply : new byte[][] {null, {}, new byte[20], new byte[900_000]}) {
            send(record(foreign, victim, claim()).header("dibs-reply", reply), "sent home");
            send(
                    record(foreign, victim, claim()).header("dibs-origin", reply),
                    "✗ the request of " + victim + " was sent from another partition already, and still is on "
                            + foreign + " instead of " + HOME);
            send(record(foreign, victim, "garbage").header("dibs-origin", reply), "✗ is not JSON");
        }
        claimSucceeds();
    }

    @Test
    void sizeAndGarbageHarmNobody() throws Exception {
        Random random = new Random(1);
        claimSucceeds();
        for (int size : new int[] {1, 10, 100, 1_000, 10_000, 65_536}) {
            for (int i = 0; i < 10; i++) {
                byte[] garbage = new byte[size];
                random.nextBytes(garbage);
                // No valid UTF-8 begins so.
                garbage[0] = (byte) 0xff;
                send(HOME, utf8(victim), garbage, "✗ is not valid UTF-8");
            }
        }
        claimSucceeds();
        for (int size : new int[] {64 * 1024 + 1, 1 << 20, 10 << 20}) {
            send(HOME, utf8(victim), new byte[size], "✗ must be at most 65536 bytes, has " + size);
        }
        send(HOME, new byte[100_000], null, "✗ key: must be a campaign id");
        send(HOME, null, null, "✗ key: is missing");
        claimSucceeds();
    }

    /** Every record sent so far is what was expected, nothing else is, and all that follows from them is in order. */
    @AfterEach
    void allIsAsExpected() {
        Audited.clean(dibs);
        Map<String, String> became = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : KafkaRecords.readCommitted(dibs.topic("dead-letters"))) {
            assertThat(letter.value() == null ? 0 : letter.value().length).isLessThanOrEqualTo(4096);
            assertThat(letter.key() == null ? 0 : letter.key().length).isLessThanOrEqualTo(4096);
            assertThat(KafkaRecords.header(letter, "dibs-error-topic")).isEqualTo(dibs.topic("requests"));
            String at = KafkaRecords.header(letter, "dibs-error-partition") + ":"
                    + KafkaRecords.header(letter, "dibs-error-offset");
            String reason = KafkaRecords.header(letter, "dibs-error-reason");
            assertThat(reason).hasSizeBetween(10, 400).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
            assertThat(became.put(at, "✗ " + reason)).as("dead twice: %s", at).isNull();
        }
        Pattern request = Pattern.compile("\"request\":\"([0-9:]+)\"");
        for (ConsumerRecord<byte[], byte[]> decision : KafkaRecords.readCommitted(dibs.topic("decisions"))) {
            Matcher at = request.matcher(new String(decision.value(), StandardCharsets.UTF_8));
            assertThat(at.find()).isTrue();
            assertThat(became.put(at.group(1), "decided")).as("%s", at.group(1)).isNull();
        }
        EXPECTED.forEach((at, expected) -> assertBecame(at, became.getOrDefault(at, "sent home"), expected));
        complaints.assertNone();
    }

    private static void assertBecame(String at, String became, String expected) {
        Matcher refused = REFUSED.matcher(expected);
        if (!refused.matches()) {
            assertThat(became).as(at).isEqualTo(expected.equals("sent home") ? expected : "decided");
            return;
        }
        String field = refused.group(1);
        String subject = field == null ? "the request " : field.isEmpty() ? "a field without a name " : field + " ";
        boolean whole = refused.group(2).startsWith("the request of");
        assertThat(Notation.shortened(became)).as(at).startsWith("✗ " + (whole ? "" : subject) + refused.group(2));
    }

    private static void claimSucceeds() throws Exception {
        assertThat(claims.claim(BYSTANDER, "b-" + ++users).status()).isEqualTo(201);
    }

    private static String claim() {
        return "{\"type\":\"claim\",\"user\":\"v-" + ++users + "\"}";
    }

    /** A record that is to be sent. */
    private record Sent(ProducerRecord<byte[], byte[]> record) {
        Sent header(String name, byte[] value) {
            record.headers().add(new RecordHeader(name, value));
            return this;
        }
    }

    private static Sent record(int partition, String campaign, String value) {
        return new Sent(new ProducerRecord<>(dibs.topic("requests"), partition, utf8(campaign), utf8(value)));
    }

    private static void send(int partition, byte[] key, byte[] value, String expected) throws Exception {
        send(new Sent(new ProducerRecord<>(dibs.topic("requests"), partition, key, value)), expected);
    }

    private static void send(Sent sent, String expected) throws Exception {
        var at = producer.send(sent.record()).get();
        EXPECTED.put(at.partition() + ":" + at.offset(), expected);
    }
}
