package dibs.serve;

import dibs.cache.CacheNames;
import dibs.cache.CacheSettings;
import dibs.catalogue.CatalogueSettings;
import dibs.cluster.ClusterSettings;
import dibs.front.FrontLimits;
import dibs.front.FrontSettings;
import dibs.ledger.LedgerSettings;
import dibs.settings.Settings;
import dibs.stream.DeciderSettings;
import dibs.stream.TopicSetup;
import dibs.stream.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** What each part of the process needs to know, out of the plan. Immutable. */
public record PartSettings(Plan plan, Topics topics, String instanceId) {

    public TopicSetup.Layout layout() {
        Settings.Topics wanted = plan.settings().topics();
        return new TopicSetup.Layout(
                wanted.partitions(),
                wanted.replicationFactor(),
                wanted.minInsyncReplicas(),
                wanted.allowSingleCopy() || plan.loopbackKafka());
    }

    LedgerSettings ledger() {
        Settings.Ledger wanted = plan.settings().ledger();
        return new LedgerSettings(
                plan.kafka(),
                topics.prefix(),
                topics.prefix() + "ledger",
                wanted.rowsPerSecond(),
                wanted.slowBatch(),
                wanted.behindAfter(),
                member());
    }

    /** How this process reaches the brokers, whatever for. */
    Map<String, Object> client() {
        return Map.copyOf(plan.settings().kafka().client());
    }

    /** The same for a member of a consumer group. */
    private Map<String, String> member() {
        Map<String, String> properties = new HashMap<>(plan.settings().kafka().client());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        return properties;
    }

    public FrontSettings front() {
        Settings.Front wanted = plan.settings().front();
        return new FrontSettings(
                plan.host(),
                plan.port(),
                plan.kafka(),
                topics,
                plan.settings().topics().partitions(),
                wanted.decisionTimeout(),
                wanted.soldOutLease(),
                wanted.tlsKeyStore(),
                wanted.tlsKeyStorePassword(),
                wanted.pageDeadline(),
                wanted.maxUnderWay(),
                wanted.threads(),
                limits(wanted.limits()),
                wanted.accessLog(),
                plan.settings().auth(),
                client());
    }

    ClusterSettings cluster() {
        Settings.Front wanted = plan.settings().front();
        return new ClusterSettings(
                wanted.internalHost(),
                wanted.internalPort(),
                wanted.advertisedHost().isEmpty() ? wanted.internalHost() : wanted.advertisedHost(),
                wanted.instanceSecret(),
                plan.kafka(),
                topics.owners(),
                client());
    }

    private static FrontLimits limits(Settings.Limits wanted) {
        return new FrontLimits(
                wanted.maxConnections(),
                wanted.idleTimeout(),
                wanted.bodyTimeout(),
                wanted.maxBodies(),
                wanted.maxHeader(),
                wanted.producerBuffer(),
                wanted.maxWait(),
                wanted.maxListeners(),
                wanted.claimsPerUser(),
                wanted.requestsPerAddress());
    }

    CacheSettings cache() {
        Settings.Cache wanted = plan.settings().cache();
        return new CacheSettings(
                new CacheNames(topics.prefix(), plan.settings().topics().partitions()),
                plan.settings().topics().partitions(),
                wanted.redisTimeout(),
                writers(wanted),
                wanted.walletLife(),
                wanted.databaseReadsPerSecond(),
                wanted.localCampaigns(),
                wanted.lastKnownSize());
    }

    /** No user waits for what writes into Redis, and giving it up costs more than a little patience. */
    private static Duration writers(Settings.Cache wanted) {
        return wanted.redisTimeout().multipliedBy(4);
    }

    CatalogueSettings catalogue() {
        return new CatalogueSettings(
                plan.kafka(),
                topics.campaigns(),
                topics.prefix() + "catalogue",
                writers(plan.settings().cache()),
                member());
    }

    public DeciderSettings decider() {
        Settings.Decider wanted = plan.settings().decider();
        return new DeciderSettings(
                plan.kafka(),
                topics,
                plan.settings().topics().replicationFactor(),
                plan.settings().topics().minInsyncReplicas(),
                plan.stateDir(),
                wanted.threads(),
                wanted.standbys(),
                wanted.cacheSize(),
                wanted.blockCacheSize(),
                wanted.writeBufferSize(),
                instanceId,
                client());
    }
}
