package dibs.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics where that is asked for, and checks them at every start: the rules rely on their partition count
 * and on the broker's append time. Not thread-safe.
 */
public final class TopicSetup {
    private static final String THIRTY_DAYS = Long.toString(30L * 24 * 60 * 60 * 1000);
    private static final String TEN_MINUTES = Long.toString(10L * 60 * 1000);
    private static final String FOREVER = "-1";
    private static final Duration SPREADING = Duration.ofSeconds(10);

    private final Admin admin;
    private final Topics topics;
    private final Layout layout;
    private boolean justCreated;

    /**
     * How the topics are to be.
     *
     * @param partitions of each topic
     * @param replicationFactor used when creating
     * @param minInsyncReplicas used when creating
     * @param allowSingleCopy whether a topic with one copy only is good enough
     */
    public record Layout(int partitions, int replicationFactor, int minInsyncReplicas, boolean allowSingleCopy) {}

    public TopicSetup(Admin admin, Topics topics, Layout layout) {
        this.admin = admin;
        this.topics = topics;
        this.layout = layout;
    }

    /** Creates those topics that do not exist. */
    public void createMissing() {
        List<NewTopic> missing = new ArrayList<>();
        Set<String> existing = await(admin.listTopics().names(), "cannot list topics");
        for (String topic : topics.all()) {
            if (!existing.contains(topic)) {
                missing.add(newTopic(topic));
            }
        }
        justCreated = !missing.isEmpty();
        admin.createTopics(missing).values().forEach((topic, created) -> awaitCreation(topic, created));
    }

    /** Compares partition counts, timestamp types, cleanup policies and copies with what the rules rely on. */
    public void check() {
        Map<String, TopicDescription> found = describe();
        found.values().forEach(this::checkLayout);
        List<ConfigResource> resources = topics.all().stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(resources).all(), "cannot read topic configurations");
        configs.forEach((resource, config) -> checkConfig(resource.name(), config));
        if (!layout.allowSingleCopy()) {
            new CopiesCheck(admin, topics).run();
        }
    }

    /** A topic that was created a moment ago is not known to every broker yet. */
    private Map<String, TopicDescription> describe() {
        long deadline = System.nanoTime() + SPREADING.toNanos();
        while (true) {
            try {
                return await(admin.describeTopics(topics.all()).allTopicNames(), "cannot find all topics of Dibs");
            } catch (StartFailure e) {
                boolean unknown = e.getCause().getCause() instanceof UnknownTopicOrPartitionException;
                if (!unknown || !justCreated || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    private void checkLayout(TopicDescription topic) {
        require(
                topic.partitions().size() == layout.partitions(),
                topic.name() + " has " + topic.partitions().size() + " partitions, topics.partitions says "
                        + layout.partitions() + "; the number is fixed at the first start");
    }

    private void checkConfig(String topic, Config config) {
        checkEntry(topic, config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        checkEntry(topic, config, TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy(topic));
        if (topic.equals(topics.requests()) || topic.equals(topics.decisions())) {
            checkEntry(topic, config, TopicConfig.RETENTION_MS_CONFIG, FOREVER);
            checkEntry(topic, config, TopicConfig.RETENTION_BYTES_CONFIG, FOREVER);
        }
    }

    private static void checkEntry(String topic, Config config, String key, String right) {
        String found = config.get(key).value();
        require(found.equals(right), topic + " has " + key + "=" + found + ", it must be " + right);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new StartFailure(otherwise);
        }
    }

    private NewTopic newTopic(String topic) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanupPolicy(topic));
        config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(layout.minInsyncReplicas()));
        config.put(TopicConfig.RETENTION_MS_CONFIG, retention(topic));
        config.put(TopicConfig.RETENTION_BYTES_CONFIG, FOREVER);
        return new NewTopic(topic, layout.partitions(), (short) layout.replicationFactor()).configs(config);
    }

    private String cleanupPolicy(String topic) {
        return topic.equals(topics.campaigns()) || topic.equals(topics.owners())
                ? TopicConfig.CLEANUP_POLICY_COMPACT
                : TopicConfig.CLEANUP_POLICY_DELETE;
    }

    private String retention(String topic) {
        if (topic.equals(topics.replies())) {
            return TEN_MINUTES;
        }
        boolean month = topic.equals(topics.grants()) || topic.equals(topics.deadLetters());
        return month ? THIRTY_DAYS : FOREVER;
    }

    private static void awaitCreation(String topic, KafkaFuture<Void> created) {
        try {
            created.get();
        } catch (ExecutionException e) {
            // Another instance was quicker; the check that follows says whether it meant the same.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new StartFailure(
                        "cannot create the topic " + topic + ": " + e.getCause().getMessage() + remedy(e.getCause()),
                        e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while creating topics", e);
        }
    }

    private static String remedy(Throwable cause) {
        return cause instanceof AuthorizationException
                ? " (docs/security.md says what Dibs needs, with your topics.prefix)"
                : " (topics.replication-factor and topics.min-insync-replicas say how many copies)";
    }

    private static <T> T await(KafkaFuture<T> future, String failure) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new StartFailure(failure + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure(failure + ": interrupted", e);
        }
    }
}
