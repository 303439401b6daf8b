package dibs.stream;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a decider needs to know about where it runs; none of it changes a decision.
 *
 * @param replicationFactor copies of each changelog when it is created
 * @param minInsyncReplicas copies that must have a record of it before it counts as written
 * @param stateDir folder for the RocksDB stores
 * @param threads stream threads
 * @param standbys copies of each partition's stores kept warm at other instances
 * @param cacheBytes memory for the cached stores, all threads together
 * @param blockCacheBytes RocksDB's block cache, all stores together
 * @param writeBufferBytes RocksDB's write buffers, all stores together; counted inside the block cache
 * @param instanceId this process's lasting name in the consumer group; unique in the cluster
 * @param client extra properties for every Kafka client, such as security
 */
public record DeciderSettings(
        String bootstrapServers,
        Topics topics,
        int replicationFactor,
        int minInsyncReplicas,
        Path stateDir,
        int threads,
        int standbys,
        long cacheBytes,
        long blockCacheBytes,
        long writeBufferBytes,
        String instanceId,
        Map<String, Object> client) {}
