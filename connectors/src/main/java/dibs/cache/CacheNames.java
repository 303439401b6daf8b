package dibs.cache;

import java.nio.charset.StandardCharsets;

/**
 * What Dibs calls its keys and its channel in Redis; docs/redis.md says what they hold. Immutable.
 *
 * @param prefix that of the topics, so that several clusters may share one Redis
 */
public record CacheNames(String prefix) {

    /** Where changes of campaigns are announced. */
    public String channel() {
        return prefix + "campaigns";
    }

    /** One slot of a cluster for all campaigns, so that their announcements have one order. */
    public String campaign(String id) {
        return prefix + "{campaigns}:" + id;
    }

    byte[] wallet(String user) {
        return (prefix + "wallet:" + user).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether wallets of one partition of {@code dibs.grants} may be believed. */
    String watch(int partition) {
        return prefix + "watch:" + partition;
    }
}
