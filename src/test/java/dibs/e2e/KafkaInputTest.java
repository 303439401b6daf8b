package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dibs.local.TestServers;
import dibs.serve.Role;
import dibs.stream.StartFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Any producer may write to the request log: what cannot be read harms nobody and leaves a trace. */
class KafkaInputTest {

    @Test
    void whatCannotBeReadBecomesADeadLetterAndTheNextClaimIsDecided() throws Exception {
        try (RunningDibs dibs = RunningDibs.start()) {
            Claims claims = new Claims(dibs.http());
            claims.open("spring", 1000, 100);
            byte[][] unreadable = {
                utf8("not json"),
                utf8("{\"type\":\"claim\"}"),
                utf8("{\"type\":\"claim\",\"user\":\"u\",\"more\":1}"),
                utf8("{\"type\":\"claim\",\"user\":\"a\\u0000b\"}"),
                utf8("[".repeat(50_000)),
                {(byte) 0xff, 0, 1},
                new byte[64 * 1024 + 1],
                null
            };
            for (byte[] value : unreadable) {
                send(dibs, "spring", value);
            }
            Claims.Answer next = claims.claim("spring", "u-1");
            assertThat(next.status()).isEqualTo(201);
            List<ConsumerRecord<byte[], byte[]>> dead = read(dibs.topic("dead-letters"), unreadable.length);
            assertThat(dead).hasSize(unreadable.length);
            for (ConsumerRecord<byte[], byte[]> letter : dead) {
                assertThat(header(letter, "dibs-error-reason")).isNotBlank();
                assertThat(header(letter, "dibs-error-topic")).isEqualTo(dibs.topic("requests"));
                assertThat(header(letter, "dibs-error-partition")).matches("[0-3]");
                assertThat(header(letter, "dibs-error-offset")).matches("[0-9]+");
                assertThat(letter.value() == null ? 0 : letter.value().length).isLessThanOrEqualTo(4096);
            }
        }
    }

    @Test
    void malformedReplyHeadersAreIgnored() throws Exception {
        try (RunningDibs dibs = RunningDibs.start()) {
            Claims claims = new Claims(dibs.http());
            claims.open("spring", 1000, 100);
            byte[] noSuchPartition = new byte[20];
            noSuchPartition[0] = 0x7f;
            for (byte[] header : new byte[][] {{}, {1}, noSuchPartition, new byte[1000]}) {
                send(dibs, "spring", utf8("{\"type\":\"claim\",\"user\":\"k-" + header.length + "\"}"), header);
            }
            assertThat(claims.claim("spring", "u-1").body().get("rank").asLong())
                    .isEqualTo(5);
        }
    }

    @Test
    void topicsThatAreNotAsTheRulesNeedThemStopTheStart() {
        try (RunningDibs dibs = RunningDibs.start(EnumSet.of(Role.DECIDER))) {
            assertThatThrownBy(() -> dibs.another(EnumSet.of(Role.DECIDER), "topics.partitions=3"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("has 4 partitions, topics.partitions says 3");
        }
    }

    private static void send(RunningDibs dibs, String campaign, byte[] value, byte[]... replyTo) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", TestServers.kafka());
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            var record = new ProducerRecord<>(dibs.topic("requests"), utf8(campaign), value);
            for (byte[] header : replyTo) {
                record.headers().add(new RecordHeader("dibs-reply", header));
            }
            producer.send(record).get();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", TestServers.kafka(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Set<TopicPartition> partitions = Set.copyOf(IntStream.range(0, 4)
                    .mapToObj(p -> new TopicPartition(topic, p))
                    .toList());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
