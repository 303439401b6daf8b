package dibs.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Whether what was acknowledged outlives the loss of one broker: the topics of Dibs, the decider's changelogs, and
 * Kafka's own topics of transactions and offsets, each of which can break that promise alone. To be asked at every start
 * on the brokers of a cluster. Used once.
 */
final class CopiesCheck {
    private static final String TRANSACTIONS = "__transaction_state";
    private static final String OFFSETS = "__consumer_offsets";
    private static final int LEAST = 2;

    private final Admin admin;
    private final Topics topics;
    private final List<String> complaints = new ArrayList<>();

    CopiesCheck(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /** Throws one failure that names everything that is wrong, and what would be right. */
    void run() {
        try {
            Set<String> existing = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
            List<String> all = needed().filter(existing::contains).toList();
            admin.describeTopics(all).allTopicNames().get().values().forEach(this::checkCopies);
            configs(ConfigResource.Type.TOPIC, all).forEach(this::checkTopic);
            if (!existing.contains(TRANSACTIONS)) {
                checkBrokers();
            }
        } catch (ExecutionException e) {
            throw new StartFailure(
                    "cannot ask how many copies the topics have: "
                            + e.getCause().getMessage() + " (docs/security.md lists what Dibs must be allowed to)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while asking how many copies the topics have", e);
        }
        if (!complaints.isEmpty()) {
            throw new StartFailure("losing one broker would lose grants: " + String.join("; ", complaints)
                    + ". Set topics.allow-single-copy=true to accept that.");
        }
    }

    /** What does not exist yet is made by Dibs, as it should be, but for the topic of transactions. */
    private Stream<String> needed() {
        Stream<String> ours =
                Stream.concat(topics.all().stream(), DeciderStores.changelogs(topics.deciderApplication()).stream());
        return Stream.concat(ours, Stream.of(TRANSACTIONS, OFFSETS));
    }

    private void checkCopies(TopicDescription topic) {
        int copies = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (copies < LEAST) {
            complaints.add(topic.name() + " has a single copy (give it more with kafka-reassign-partitions.sh)");
        }
    }

    private void checkTopic(String topic, Config config) {
        String alter = " (kafka-configs.sh --alter --topic " + topic + " --add-config ";
        String insync = config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value();
        if (Integer.parseInt(insync) < LEAST) {
            complaints.add(topic + " counts as written what " + insync + " broker has" + alter
                    + TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG + "=" + LEAST + ")");
        }
        if (Boolean.parseBoolean(
                config.get(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG).value())) {
            complaints.add(topic + " may be led by a broker that misses records" + alter
                    + TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG + "=false)");
        }
    }

    /** The first transaction makes that topic, with the brokers' own settings. */
    private void checkBrokers() throws ExecutionException, InterruptedException {
        List<String> nodes = admin.describeCluster().nodes().get().stream()
                .map(node -> Integer.toString(node.id()))
                .toList();
        configs(ConfigResource.Type.BROKER, nodes).forEach((node, config) -> {
            checkBroker(node, config, "transaction.state.log.replication.factor");
            checkBroker(node, config, "transaction.state.log.min.isr");
        });
    }

    private void checkBroker(String node, Config config, String setting) {
        String found = config.get(setting).value();
        if (Integer.parseInt(found) < LEAST) {
            complaints.add("broker " + node + " would make " + TRANSACTIONS + " with " + setting + "=" + found
                    + " (set it to at least " + LEAST + " in server.properties before anything uses a transaction)");
        }
    }

    private Map<String, Config> configs(ConfigResource.Type type, Collection<String> names)
            throws ExecutionException, InterruptedException {
        List<ConfigResource> resources =
                names.stream().map(name -> new ConfigResource(type, name)).toList();
        Map<ConfigResource, Config> found =
                admin.describeConfigs(resources).all().get();
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().name(), Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }
}
