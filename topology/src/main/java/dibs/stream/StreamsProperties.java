package dibs.stream;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The Kafka Streams configuration of the decider, each line of it with its reason. */
public final class StreamsProperties {
    private StreamsProperties() {}

    public static Properties of(DeciderSettings settings) {
        Properties p = new Properties();
        p.putAll(settings.client());
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.topics().deciderApplication());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replicationFactor());
        // A changelog that one broker alone has is state that can be lost.
        p.put(StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), settings.minInsyncReplicas());
        p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.cacheBytes());
        p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksSettings.class);
        p.put(RocksSettings.BLOCK_CACHE_BYTES, settings.blockCacheBytes());
        p.put(RocksSettings.WRITE_BUFFER_BYTES, settings.writeBufferBytes());
        // Streams waits 100 ms by default to fill batches; a reply by record would wait as long. With less than this or
        // small batches, what is decided from one fetch goes out in many requests, and brokers count those.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 2);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 << 10);
        // A transaction's first batch may be refused until the markers of the one before it are written everywhere.
        // Those sent behind it are refused as well then, and all of them again; with three brokers little else went on.
        p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        // A commit writes to every partition of the transaction, and the thread waits for it. Replies do not.
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 250);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        // A dead owner's transaction must not outlive the moment a new owner can take its partitions by much.
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instanceId());
        // One fetch is one poll: what is left of it keeps its partition out of the next fetch, which then waits at the
        // ends of the others while requests of this one lie there.
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        // The same where stores are restored: the next changelogs wait until the fetch at the end of these is told that
        // nothing comes. Nor does the thread wait longer for requests before it looks which stores are ready.
        p.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        p.put(StreamsConfig.POLL_MS_CONFIG, 20);
        // A request is decided as soon as it is there; batches form by themselves under load.
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 1);
        p.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "none");
        return p;
    }
}
