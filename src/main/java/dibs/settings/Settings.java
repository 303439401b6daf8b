package dibs.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dibs.auth.AuthSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** All settings, read and within their bounds; {@code reference.conf} says what each is for. Immutable. */
public record Settings(
        Topics topics,
        Front front,
        Decider decider,
        Ledger ledger,
        Cache cache,
        Embedded embedded,
        Kafka kafka,
        AuthSettings auth) {
    /** Longer than what stands in the examples to be replaced. */
    private static final int SHORTEST_SECRET = 16;

    public record Topics(
            String prefix,
            int partitions,
            int replicationFactor,
            int minInsyncReplicas,
            boolean create,
            boolean allowSingleCopy) {}

    /** An empty key store is none. Password and secret are in no text. */
    public record Front(
            int maxUnderWay,
            Duration decisionTimeout,
            Duration soldOutLease,
            Duration pageDeadline,
            String tlsKeyStore,
            String tlsKeyStorePassword,
            String internalHost,
            int internalPort,
            String advertisedHost,
            String instanceSecret,
            int threads,
            Duration warmUp,
            Limits limits,
            boolean accessLog) {

        @Override
        public String toString() {
            return "front";
        }
    }

    /** Above each a front refuses at once. Sizes in bytes. */
    public record Limits(
            int maxConnections,
            Duration idleTimeout,
            Duration bodyTimeout,
            int maxBodies,
            int maxHeader,
            long producerBuffer,
            Duration maxWait,
            int maxListeners,
            int claimsPerUser,
            int requestsPerAddress) {}

    /** Sizes in bytes. */
    public record Decider(int threads, int standbys, long cacheSize, long blockCacheSize, long writeBufferSize) {}

    public record Ledger(int rowsPerSecond, Duration slowBatch, Duration behindAfter) {}

    /** Size in bytes. */
    public record Cache(
            Duration redisTimeout,
            Duration walletLife,
            int databaseReadsPerSecond,
            int localCampaigns,
            long lastKnownSize) {}

    public record Embedded(int kafkaPort, int databasePort, int redisPort) {}

    /** Properties for every Kafka client, passwords among them, so they are in no text. */
    public record Kafka(Map<String, String> client) {

        @Override
        public String toString() {
            return "kafka";
        }
    }

    Settings(Config config) {
        this(
                topics(config),
                front(config),
                decider(config),
                ledger(config),
                cache(config),
                embedded(config),
                kafka(config),
                AuthSection.read(config));
    }

    /** The same for a single broker, which can hold one copy only. */
    public Settings withSingleCopies() {
        Topics single = new Topics(topics.prefix(), topics.partitions(), 1, 1, topics.create(), true);
        return new Settings(single, front, decider, ledger, cache, embedded, kafka, auth);
    }

    private static Topics topics(Config c) {
        String prefix = read(c, "topics.prefix", c::getString);
        if (!prefix.matches("[a-zA-Z0-9._-]{1,100}")) {
            throw new SettingsFailure("topics.prefix must be 1 to 100 of a-z A-Z 0-9 . _ -, is " + prefix);
        }
        return new Topics(
                prefix,
                whole(c, "topics.partitions", 1, 1000),
                whole(c, "topics.replication-factor", 1, 100),
                whole(c, "topics.min-insync-replicas", 1, 100),
                read(c, "topics.create", c::getBoolean),
                read(c, "topics.allow-single-copy", c::getBoolean));
    }

    private static Front front(Config c) {
        Front front = readFront(c);
        boolean isShort = front.instanceSecret().length() < SHORTEST_SECRET;
        if (isShort && !Addresses.isLoopback(front.internalHost())) {
            throw new SettingsFailure("front.instance-secret must have at least " + SHORTEST_SECRET
                    + " characters, the same for all instances, where front.internal-host is not loopback: whoever"
                    + " reaches that port may read every campaign and grant");
        }
        return front;
    }

    private static Front readFront(Config c) {
        return new Front(
                whole(c, "front.max-under-way", 1, 1_000_000),
                duration(c, "front.decision-timeout", 10, 60_000),
                duration(c, "front.sold-out-lease", 1, 2_000),
                duration(c, "front.page-deadline", 10, 10_000),
                readable(c, "front.tls-key-store"),
                read(c, "front.tls-key-store-password", c::getString),
                read(c, "front.internal-host", c::getString),
                whole(c, "front.internal-port", 0, 65_535),
                read(c, "front.advertised-host", c::getString),
                read(c, "front.instance-secret", c::getString),
                whole(c, "front.threads", 8, 1000),
                duration(c, "front.warm-up", 0, 60_000),
                limits(c),
                read(c, "front.access-log", c::getBoolean));
    }

    private static Limits limits(Config c) {
        return new Limits(
                whole(c, "front.max-connections", 1, 1_000_000),
                duration(c, "front.idle-timeout", 1_000, 3_600_000),
                duration(c, "front.body-timeout", 100, 60_000),
                whole(c, "front.max-bodies", 1, 1_000_000),
                whole(c, "front.max-header", 1024, 1 << 20),
                bytes(c, "front.producer-buffer"),
                duration(c, "front.max-wait", 1, 60_000),
                whole(c, "front.max-listeners", 1, 1_000_000),
                whole(c, "front.claims-per-user", 0, 1_000_000),
                whole(c, "front.requests-per-address", 0, 1_000_000));
    }

    private static Decider decider(Config c) {
        return new Decider(
                whole(c, "decider.threads", 1, 100),
                whole(c, "decider.standbys", 0, 10),
                bytes(c, "decider.cache-size"),
                bytes(c, "decider.block-cache-size"),
                bytes(c, "decider.write-buffer-size"));
    }

    private static Ledger ledger(Config c) {
        return new Ledger(
                whole(c, "ledger.rows-per-second", 1, 1_000_000),
                duration(c, "ledger.slow-batch", 10, 4_000),
                duration(c, "ledger.behind-after", 1_000, 86_400_000));
    }

    private static Cache cache(Config c) {
        return new Cache(
                duration(c, "cache.redis-timeout", 1, 1_000),
                duration(c, "cache.wallet-life", 5_000, 86_400_000),
                whole(c, "cache.database-reads-per-second", 1, 1_000_000),
                whole(c, "cache.local-campaigns", 1, 10_000_000),
                bytes(c, "cache.last-known-size"));
    }

    private static Embedded embedded(Config c) {
        return new Embedded(
                whole(c, "embedded.kafka-port", 0, 65535),
                whole(c, "embedded.database-port", 0, 65535),
                whole(c, "embedded.redis-port", 0, 65535));
    }

    private static Kafka kafka(Config c) {
        String file = text(c, "kafka.client-config");
        return new Kafka(file.isEmpty() ? Map.of() : KafkaClientFile.read("kafka.client-config", Path.of(file)));
    }

    static String text(Config c, String key) {
        return read(c, key, c::getString);
    }

    static String readable(Config c, String key) {
        String file = text(c, key);
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
            throw new SettingsFailure(key + " must be a file that can be read, is " + file);
        }
        return file;
    }

    private static int whole(Config c, String key, int min, int max) {
        int value = read(c, key, c::getInt);
        if (value < min || value > max) {
            throw new SettingsFailure(key + " must be from " + min + " to " + max + ", is " + value);
        }
        return value;
    }

    static Duration duration(Config c, String key, long minMillis, long maxMillis) {
        Duration value = read(c, key, c::getDuration);
        if (value.toMillis() < minMillis || value.toMillis() > maxMillis) {
            throw new SettingsFailure(
                    key + " must be from " + minMillis + "ms to " + maxMillis + "ms, is " + value.toMillis() + "ms");
        }
        return value;
    }

    private static long bytes(Config c, String key) {
        long value = read(c, key, c::getBytes);
        if (value < 1 << 20) {
            throw new SettingsFailure(key + " must be at least 1 MiB, is " + value + " bytes");
        }
        return value;
    }

    private static <T> T read(Config c, String key, Function<String, T> getter) {
        try {
            return getter.apply(key);
        } catch (ConfigException e) {
            throw new SettingsFailure(key + " must be a value like the default in reference.conf, is "
                    + c.getValue(key).unwrapped());
        }
    }
}
