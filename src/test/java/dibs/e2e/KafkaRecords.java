package dibs.e2e;

import static org.awaitility.Awaitility.await;

import dibs.local.TestServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes and reads records on the shared broker, as any other client would. */
final class KafkaRecords {
    private KafkaRecords() {}

    static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", TestServers.kafka());
        // Right after a topic was made, a first batch may be refused and a second one taken; then the first never fits
        // again.
        config.put("max.in.flight.requests.per.connection", 1);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends one request without a label or anything else. */
    static void send(RunningDibs dibs, String campaign, String request) throws Exception {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(dibs.topic("requests"), utf8(campaign), utf8(request)))
                    .get();
        }
    }

    /** The same request about each of many campaigns. */
    static void sendAll(RunningDibs dibs, List<String> campaigns, String request) {
        try (var producer = producer(Map.of("linger.ms", 5))) {
            for (String campaign : campaigns) {
                var unused = producer.send(new ProducerRecord<>(dibs.topic("requests"), utf8(campaign), utf8(request)));
            }
        }
    }

    /** Lets users {@code u-from} to {@code u-to} claim one campaign after the other, without waiting for decisions. */
    static void claims(RunningDibs dibs, List<String> campaigns, int from, int to) {
        try (var producer = producer(Map.of("linger.ms", 5))) {
            for (int n = from; n <= to; n++) {
                byte[] claim = utf8("{\"type\":\"claim\",\"user\":\"u-" + n + "\"}");
                byte[] campaign = utf8(campaigns.get(n % campaigns.size()));
                var unused = producer.send(new ProducerRecord<>(dibs.topic("requests"), campaign, claim));
            }
        }
    }

    /** Reads what is committed until there are at least {@code count} records. */
    static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = consumer("read_committed")) {
            assign(consumer, topic);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    /** Reads all there is now, with what was aborted. */
    static List<ConsumerRecord<byte[], byte[]>> readUncommitted(String topic) {
        return readAll(TestServers.kafka(), topic, "read_uncommitted");
    }

    /** Reads all that is committed now. */
    static List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
        return readCommitted(TestServers.kafka(), topic);
    }

    /** The same of other brokers. */
    static List<ConsumerRecord<byte[], byte[]>> readCommitted(String brokers, String topic) {
        return readAll(brokers, topic, "read_committed");
    }

    private static List<ConsumerRecord<byte[], byte[]>> readAll(String brokers, String topic, String isolation) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = consumer(brokers, isolation)) {
            List<TopicPartition> all = assign(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    static KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return consumer(TestServers.kafka(), isolation);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String brokers, String isolation) {
        // A reader at the end is closed only when the broker has answered its last question.
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                brokers,
                "isolation.level",
                isolation,
                "auto.offset.reset",
                "earliest",
                "fetch.max.wait.ms",
                20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> assign(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> all = IntStream.range(0, 4)
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return all;
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
