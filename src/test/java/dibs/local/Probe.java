package dibs.local;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to and reads from the three servers as any client would. */
final class Probe {
    private static final TopicPartition TOPIC = new TopicPartition("probe", 0);
    private final LocalServers servers;

    Probe(LocalServers servers) {
        this.servers = servers;
    }

    /** Kafka in a transaction, so that its coordinator and its log are in play as well. */
    void write(String value) throws SQLException, IOException, ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(kafka())) {
            admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(producer(), new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC.topic(), value)).get();
            producer.commitTransaction();
        }
        sql("create table probe as select '" + value + "'::text as value");
        redis("SET probe " + value);
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", servers.kafka().orElseThrow().address());
    }

    private Map<String, Object> producer() {
        return Map.of("bootstrap.servers", servers.kafka().orElseThrow().address(), "transactional.id", "probe");
    }

    String fromKafka() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", servers.kafka().orElseThrow().address(), "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(TOPIC));
            consumer.seekToBeginning(List.of(TOPIC));
            return consumer.poll(Duration.ofSeconds(10)).iterator().next().value();
        }
    }

    String fromDatabase() throws SQLException {
        return value("select value from probe");
    }

    String fromRedis() throws IOException {
        return redis("GET probe");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }

    String value(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(servers.database().orElseThrow().jdbcUrl());
    }

    /** The last line of the answer. */
    private String redis(String command) throws IOException {
        URI address = URI.create(servers.redis().orElseThrow().uri());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] lines = answer.split("\r\n", -1);
            return lines[lines.length - 3];
        }
    }
}
