package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fresh topics and a fresh database on the shared servers, sinks between them, and what a decider would write. */
final class SinkWorld implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final Duration SOON = Duration.ofSeconds(60);
    private static final AtomicInteger COUNT = new AtomicInteger();

    final TestDatabase database = SinkServers.DATABASE;
    final TestBroker broker = SinkServers.BROKER;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<LedgerSink> sinks = new ArrayList<>();
    private final List<LedgerDatabase> pools = new ArrayList<>();
    private final String name = "s" + COUNT.incrementAndGet();

    SinkWorld() throws Exception {
        database.create(name);
        broker.createTopic(topic("grants"), PARTITIONS);
        broker.createTopic(topic("dead-letters"), 1);
    }

    String name() {
        return name;
    }

    String topic(String suffix) {
        return name + "." + suffix;
    }

    LedgerSink sink(int rowsPerSecond) {
        return sink(rowsPerSecond, database.url(name, "postgres"));
    }

    LedgerSink sink(int rowsPerSecond, DatabaseUrl url) {
        LedgerDatabase pool = new LedgerDatabase(url);
        LedgerSink sink = new LedgerSink(settings(rowsPerSecond), pool, RowMarks.NONE, meters);
        pools.add(pool);
        sinks.add(sink);
        sink.start();
        return sink;
    }

    private LedgerSettings settings(int rowsPerSecond) {
        return new LedgerSettings(
                broker.address(),
                name + ".",
                name + "-ledger",
                rowsPerSecond,
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "500"));
    }

    long rows() {
        try {
            return database.count(name, "select count(*) from dibs.ledger_entry");
        } catch (SQLException e) {
            return -1;
        }
    }

    long count(String sql) throws SQLException {
        return database.count(name, sql);
    }

    static String json(String kind, String user, long amount, int rank) {
        return "{\"kind\":\"" + kind + "\",\"campaign\":\"spring\",\"user\":\"" + user + "\",\"amount\":" + amount
                + ",\"rank\":" + rank + ",\"requestId\":\"r-" + user + "\",\"decidedAt\":\"2026-11-23T01:02:03.456Z\""
                + ",\"position\":\"0:" + rank + "\",\"later\":{\"field\":[1]}}";
    }

    ProducerRecord<byte[], byte[]> grant(int n) {
        return record("u-" + n, json("grant", "u-" + n, 100, n));
    }

    ProducerRecord<byte[], byte[]> record(String user, String value) {
        return new ProducerRecord<>(
                topic("grants"), user.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", broker.address());
        config.put("transactional.id", UUID.randomUUID().toString());
        // Right after a topic was made, a first batch may be refused and a second one taken; then the first never fits
        // again.
        config.put("max.in.flight.requests.per.connection", 1);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** Grants from..to in transactions of ten, with an aborted one after each that holds grants nobody was given. */
    void grants(int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int start = from; start <= to; start += 10) {
                producer.beginTransaction();
                for (int n = start; n < start + 10 && n <= to; n++) {
                    var unused = producer.send(grant(n));
                }
                producer.commitTransaction();
                producer.beginTransaction();
                for (int n = start; n < start + 5; n++) {
                    var unused = producer.send(grant(1_000_000 + n));
                }
                producer.flush();
                producer.abortTransaction();
            }
        }
    }

    /** Many grants, a thousand in each transaction. */
    void manyGrants(int count) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int start = 1; start <= count; start += 1_000) {
                producer.beginTransaction();
                for (int n = start; n < start + 1_000 && n <= count; n++) {
                    var unused = producer.send(grant(n));
                }
                producer.commitTransaction();
            }
        }
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                var unused = producer.send(record);
            }
            producer.commitTransaction();
        }
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        TopicPartition partition = new TopicPartition(topic("dead-letters"), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
            while (letters.size() < end) {
                letters.addAll(consumer.poll(Duration.ofMillis(200)).records(partition));
            }
            return letters;
        }
    }

    void awaitRows(long rows) {
        await().atMost(SOON).until(() -> rows() >= rows);
    }

    /** Until the progress in the database is at the end of the log, markers included. */
    void awaitCaughtUp() {
        await().atMost(SOON)
                .until(() -> count("select coalesce(sum(next_offset), 0) from dibs.ledger_progress")
                        == broker.end(topic("grants"), PARTITIONS));
    }

    static void awaitState(LedgerSink sink, LedgerState state) {
        await().atMost(SOON).until(() -> sink.health().state() == state);
    }

    /** Every user once, and nothing of the aborted transactions. */
    void assertExactly(int users) throws SQLException {
        assertThat(rows()).isEqualTo(users);
        assertThat(count("select count(distinct user_id) from dibs.ledger_entry"))
                .isEqualTo(users);
        assertThat(count("select count(*) from dibs.ledger_entry where rank > 1000000"))
                .isZero();
    }

    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    void closeOpened() {
        sinks.forEach(LedgerSink::close);
        sinks.clear();
        pools.forEach(LedgerDatabase::close);
        pools.clear();
    }

    @Override
    public void close() {
        closeOpened();
    }
}
