package dibs.cache;

import java.time.Duration;

/**
 * What the caches need to know. Immutable.
 *
 * @param names of keys
 * @param partitions of the request log and of the grants
 * @param redisTimeout of every call of Redis that a user waits for
 * @param writerTimeout of every call of Redis by the sink
 * @param walletLife how long a wallet is kept in Redis at most
 * @param databaseReadsPerSecond by all fronts of the cluster together
 * @param localCampaigns kept in this process at most
 * @param lastKnownBytes of wallets kept in this process for when nobody can be asked
 */
public record CacheSettings(
        CacheNames names,
        int partitions,
        Duration redisTimeout,
        Duration writerTimeout,
        Duration walletLife,
        int databaseReadsPerSecond,
        int localCampaigns,
        long lastKnownBytes) {}
