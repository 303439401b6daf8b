package dibs.e2e;

import static dibs.e2e.KafkaRecords.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dibs.serve.Role;
import dibs.stream.HomePartition;
import dibs.stream.StartFailure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Any producer may write to the request log: what cannot be read harms nobody and leaves a trace. */
class KafkaInputTest {
    private static final String NUL = "\\u0000";

    private static RunningDibs dibs;
    private static Claims claims;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        dibs = RunningDibs.start("front.decision-timeout=30s");
        claims = new Claims(dibs.http());
        claims.open("spring", 100_000, 100);
        // As a careless producer might be set: any size, so long as a batch of it compresses well.
        producer = KafkaRecords.producer(Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 20 << 20,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 64 << 20,
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"));
    }

    @AfterAll
    static void stop() {
        producer.close();
        dibs.close();
    }

    private static List<byte[]> poison() {
        List<byte[]> values = new ArrayList<>();
        for (String text : List.of(
                "not json",
                "",
                "{\"type\":\"claim\"}",
                "{\"type\":\"claim\",\"user\":\"u\",\"more\":1}",
                "{\"type\":\"claim\",\"user\":\"u\",\"user\":\"v\"}",
                "{\"type\":\"claim\",\"type\":\"claim\",\"user\":\"u\"}",
                "{\"type\":\"claim\",\"user\":\"a" + NUL + "b\"}",
                "{\"type\":\"claim\",\"user\":\"u\",\"requestId\":\"" + NUL + "\"}",
                "{\"type\":\"claim" + NUL + "\",\"user\":\"u\"}",
                "{\"type\":\"claim\",\"user\":\"u\",\"" + NUL + "\":1}",
                "{\"type\":\"open\",\"title\":\"" + NUL + "\",\"budget\":1,\"reward\":1}",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":1,\"reward\":1,\"opensAt\":\"" + NUL + "\"}",
                "{\"type\":\"open\",\"title\":\"t\",\"budget\":1,\"reward\":1,\"closesAt\":\"" + NUL + "\"}",
                "{\"type\":\"top_up\",\"amount\":1,\"requestId\":\"" + NUL + "\"}",
                "{\"type\":\"pause\",\"requestId\":\"" + NUL + "\"}",
                "{\"type\":\"reverse\",\"user\":\"" + NUL + "\",\"returnBudget\":true}",
                "{\"type\":\"reverse\",\"user\":\"u\",\"returnBudget\":true,\"reason\":\"" + NUL + "\"}",
                "[".repeat(50_000),
                "{\"user\":" + "{\"a\":".repeat(10_000),
                " ".repeat(64 * 1024 + 1),
                "x".repeat(10 << 20))) {
            values.add(utf8(text));
        }
        values.add(new byte[] {(byte) 0xff, 0, 1});
        values.add(new byte[] {'{', (byte) 0xc0, (byte) 0x80, '}'});
        values.add(new byte[64 * 1024 + 1]);
        values.add(null);
        return values;
    }

    @Test
    void whatCannotBeReadLeavesOneDeadLetterAndTheClaimAfterItIsDecidedAtOnce() throws Exception {
        List<String> sent = new ArrayList<>();
        for (byte[] value : poison()) {
            sent.add(send("spring", value));
            assertThat(claims.claim("spring", "after-" + sent.size()).status()).isEqualTo(201);
        }
        int home = HomePartition.of("spring", 4);
        for (byte[] key : new byte[][] {null, {}, utf8("Spring"), utf8("spring\0"), {(byte) 0xff}, new byte[100_000]}) {
            sent.add(send(new ProducerRecord<>(dibs.topic("requests"), home, key, utf8("{}"))));
        }
        List<String> dead = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> letter : KafkaRecords.read(dibs.topic("dead-letters"), sent.size())) {
            assertThat(KafkaRecords.header(letter, "dibs-error-reason"))
                    .isNotBlank()
                    .hasSizeLessThan(400);
            assertThat(KafkaRecords.header(letter, "dibs-error-topic")).isEqualTo(dibs.topic("requests"));
            dead.add(KafkaRecords.header(letter, "dibs-error-partition") + ":"
                    + KafkaRecords.header(letter, "dibs-error-offset"));
            assertThat(letter.value() == null ? 0 : letter.value().length).isLessThanOrEqualTo(4096);
            assertThat(letter.key() == null ? 0 : letter.key().length).isLessThanOrEqualTo(4096);
        }
        assertThat(dead).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void headersOfAnyKindAreHintsAndStopNothing() throws Exception {
        byte[] noSuchPartition =
                ByteBuffer.allocate(20).putInt(Integer.MAX_VALUE).array();
        byte[] negativePartition = ByteBuffer.allocate(20).putInt(-1).array();
        byte[][] replies = {
            {}, {1}, new byte[19], new byte[21], new byte[900_000], noSuchPartition, negativePartition, null
        };
        claims.open("headers", 100_000, 100);
        int home = HomePartition.of("headers", 4);
        for (int i = 0; i < replies.length; i++) {
            for (int partition : new int[] {home, (home + 1) % 4}) {
                String claim = "{\"type\":\"claim\",\"user\":\"h-" + i + "-" + partition + "\"}";
                var record = new ProducerRecord<>(dibs.topic("requests"), partition, utf8("headers"), utf8(claim));
                record.headers().add(new RecordHeader("dibs-reply", replies[i]));
                record.headers().add(new RecordHeader("traceparent", new byte[10_000]));
                send(record);
            }
            assertThat(claims.claim("headers", "next-" + i).status()).isEqualTo(201);
        }
        await().untilAsserted(() -> assertThat(claims.get("/v1/campaigns/headers/stats")
                        .body()
                        .get("granted")
                        .asLong())
                .isEqualTo(3L * replies.length));
    }

    @Test
    void topicsThatAreNotAsTheRulesNeedThemStopTheStart() {
        try (RunningDibs decider = RunningDibs.start(EnumSet.of(Role.DECIDER))) {
            assertThatThrownBy(() -> decider.another(EnumSet.of(Role.DECIDER), "topics.partitions=3"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("has 4 partitions, topics.partitions says 3");
        }
    }

    private static String send(String campaign, byte[] value) throws Exception {
        return send(new ProducerRecord<>(dibs.topic("requests"), utf8(campaign), value));
    }

    /** Returns its position. */
    private static String send(ProducerRecord<byte[], byte[]> record) throws Exception {
        var at = producer.send(record).get();
        return at.partition() + ":" + at.offset();
    }
}
