package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dibs.local.KafkaCluster;
import dibs.stream.StartFailure;
import dibs.stream.TopicSetup;
import dibs.stream.TopicSetup.Layout;
import dibs.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start asks of several brokers: that all they acknowledge outlives one of them. */
class ClusterOfBrokersTest {
    private static final String TRANSACTIONS = "__transaction_state";
    private static final Topics TOPICS = new Topics("dibs.");
    private static final String CHANGELOG = TOPICS.deciderApplication() + "-grants-changelog";

    @TempDir
    Path folder;

    /** One after another, as a cluster takes seconds to start. */
    @Test
    void whateverWouldNotOutliveABrokerIsNamed() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.start(folder, Map.of("transaction.state.log.min.isr", "1"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.address()))) {
            TopicSetup setup = new TopicSetup(admin, TOPICS, new Layout(4, 3, 2, false));
            setup.createMissing();

            refused(setup, "broker 1 would make " + TRANSACTIONS + " with transaction.state.log.min.isr=1");
            transaction(cluster);
            refused(setup, TRANSACTIONS + " counts as written what 1 broker has", "min.insync.replicas=2");
            alter(admin, TRANSACTIONS, "min.insync.replicas", "2");
            accepted(setup);

            admin.createTopics(List.of(new NewTopic(CHANGELOG, 4, (short) 1)))
                    .all()
                    .get();
            refused(setup, CHANGELOG + " has a single copy");
            admin.deleteTopics(List.of(CHANGELOG)).all().get();

            alter(admin, TOPICS.requests(), "unclean.leader.election.enable", "true");
            alter(admin, TOPICS.grants(), "min.insync.replicas", "1");
            refused(
                    setup,
                    TOPICS.requests() + " may be led by a broker that misses records",
                    TOPICS.grants() + " counts as written what 1 broker has",
                    "topics.allow-single-copy");
            accepted(new TopicSetup(admin, TOPICS, new Layout(4, 3, 2, true)));
        }
    }

    /** Not every broker knows at once what was changed at one of them. */
    private static void refused(TopicSetup setup, String... words) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThatThrownBy(setup::check)
                        .isInstanceOf(StartFailure.class)
                        .satisfies(refusal -> assertThat(refusal).message().contains(words)));
    }

    private static void accepted(TopicSetup setup) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(setup::check);
    }

    private static void alter(Admin admin, String topic, String key, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    /** The first one makes the brokers' topic of transactions. */
    private static void transaction(KafkaCluster cluster) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.address(), "transactional.id", "first"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
        }
    }
}
