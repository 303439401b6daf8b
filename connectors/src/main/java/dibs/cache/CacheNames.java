package dibs.cache;

import dibs.stream.HomePartition;
import java.nio.charset.StandardCharsets;

/**
 * What Dibs calls its keys and its channel in Redis; docs/redis.md says what they hold. Immutable.
 *
 * <p>In a Redis cluster, wallets lie in one slot with the watch under which they are believed: it must end where they
 * may be lost, or be put back as they once were.
 *
 * @param prefix that of the topics, so that several clusters may share one Redis
 * @param partitions of the grants
 */
public record CacheNames(String prefix, int partitions) {

    /** Where changes of campaigns are announced. */
    public String channel() {
        return prefix + "campaigns";
    }

    /** One slot of a cluster for all campaigns, so that their announcements have one order. */
    public String campaign(String id) {
        return prefix + "{campaigns}:" + id;
    }

    public byte[] wallet(String user) {
        int partition = HomePartition.of(user, partitions);
        return (prefix + "wallet:{" + partition + "}:" + user).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether wallets of one partition of {@code dibs.grants} may be believed. */
    String watch(int partition) {
        return prefix + "watch:{" + partition + "}";
    }
}
