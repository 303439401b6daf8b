package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.local.TestServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** The records of a topic, to be changed and written to another, with their times and headers. */
final class TopicCopy implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String topic = "copy-" + COUNT.incrementAndGet();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()));
    private final KafkaProducer<byte[], byte[]> plain;
    private final KafkaProducer<byte[], byte[]> transactional;

    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    private TopicCopy() throws Exception {
        Map<String, String> config = Map.of("message.timestamp.type", "CreateTime");
        admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1).configs(config)))
                .all()
                .get();
        this.plain = KafkaRecords.producer(Map.of("acks", "all"));
        this.transactional = KafkaRecords.producer(Map.of("transactional.id", topic));
        transactional.initTransactions();
    }

    /** One record, and where it stood. */
    record Kept(int partition, long offset, long time, String key, String value, Headers headers, boolean aborted) {

        Kept withValue(String other) {
            return new Kept(partition, offset, time, key, other, headers, aborted);
        }

        Kept withHeaders(Headers others) {
            return new Kept(partition, offset, time, key, value, others, aborted);
        }

        /** At the end of another partition. */
        Kept appendedTo(int other) {
            return new Kept(other, -1, time, key, value, headers, aborted);
        }

        Kept asAborted() {
            return new Kept(partition, offset, time, key, value, headers, true);
        }

        String place() {
            return partition + ":" + offset;
        }
    }

    /** All records by partition and offset, with those that were aborted. */
    static List<Kept> read(String topic) {
        Set<String> committed = KafkaRecords.readCommitted(topic).stream()
                .map(each -> each.partition() + ":" + each.offset())
                .collect(Collectors.toSet());
        return KafkaRecords.readUncommitted(topic).stream()
                .map(each -> kept(each, !committed.contains(each.partition() + ":" + each.offset())))
                .sorted(Comparator.comparingInt(Kept::partition).thenComparingLong(Kept::offset))
                .toList();
    }

    private static Kept kept(ConsumerRecord<byte[], byte[]> record, boolean aborted) {
        return new Kept(
                record.partition(),
                record.offset(),
                record.timestamp(),
                text(record.key()),
                text(record.value()),
                record.headers(),
                aborted);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Writes them one after another, aborted ones in transactions that are aborted; returns the new topic. */
    static String write(List<Kept> records) throws Exception {
        try (TopicCopy copy = new TopicCopy()) {
            for (Kept record : records) {
                if (record.aborted()) {
                    copy.inTransaction(record, 1, false);
                } else {
                    copy.send(record);
                }
            }
            return copy.finish();
        }
    }

    /** Writes those that were committed at the offsets where they stood, then {@code more}; returns the new topic. */
    static String writeInPlace(List<Kept> records, List<Kept> more) throws Exception {
        List<Kept> committed = records.stream().filter(each -> !each.aborted()).toList();
        try (TopicCopy copy = new TopicCopy()) {
            for (int i = 0; i < committed.size(); i++) {
                Kept record = committed.get(i);
                boolean last = i + 1 == committed.size() || committed.get(i + 1).partition() != record.partition();
                copy.send(record, last ? 0 : committed.get(i + 1).offset() - record.offset() - 1);
            }
            more.forEach(copy::send);
            String topic = copy.finish();
            List<String> places = read(topic).stream()
                    .filter(each -> !each.aborted())
                    .map(Kept::place)
                    .toList();
            assertThat(places).containsAll(committed.stream().map(Kept::place).toList());
            return topic;
        }
    }

    /** As a broker does with what has grown too old. */
    static void deleteTheFirstHalf(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestServers.kafka()))) {
            Map<TopicPartition, RecordsToDelete> halves = new HashMap<>();
            for (int p = 0; p < 4; p++) {
                TopicPartition partition = new TopicPartition(topic, p);
                long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
                halves.put(partition, RecordsToDelete.beforeOffset(end / 2));
            }
            admin.deleteRecords(halves).all().get();
        }
    }

    private void send(Kept record) {
        sent.add(plain.send(of(record)));
    }

    /** Sends one and leaves so many offsets free after it: only the end of a transaction takes an offset by itself. */
    private void send(Kept record, long gap) {
        if (gap == 1) {
            inTransaction(record, 1, true);
            return;
        }
        send(record);
        if (gap > 1) {
            inTransaction(record, gap - 1, false);
        }
    }

    private void inTransaction(Kept record, long times, boolean commit) {
        plain.flush();
        transactional.beginTransaction();
        for (long i = 0; i < times; i++) {
            sent.add(transactional.send(of(record)));
        }
        transactional.flush();
        if (commit) {
            transactional.commitTransaction();
        } else {
            transactional.abortTransaction();
        }
        TopicPartition partition = new TopicPartition(topic, record.partition());
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> end(partition, IsolationLevel.READ_COMMITTED)
                        == end(partition, IsolationLevel.READ_UNCOMMITTED));
    }

    /** The end of a transaction is written a little after it was asked for. */
    private long end(TopicPartition partition, IsolationLevel isolation) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private String finish() throws Exception {
        plain.flush();
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
        return topic;
    }

    private ProducerRecord<byte[], byte[]> of(Kept record) {
        byte[] key = record.key() == null ? null : KafkaRecords.utf8(record.key());
        byte[] value = record.value() == null ? null : KafkaRecords.utf8(record.value());
        return new ProducerRecord<>(topic, record.partition(), record.time(), key, value, record.headers());
    }

    @Override
    public void close() {
        plain.close();
        transactional.close();
        admin.close();
    }
}
