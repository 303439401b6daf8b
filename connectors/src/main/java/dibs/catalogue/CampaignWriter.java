package dibs.catalogue;

import dibs.cache.Announcement;
import dibs.cache.CacheNames;
import dibs.cache.Pipelined;
import dibs.cache.RedisAddress;
import dibs.campaign.UniversalData;
import dibs.wire.UniversalDataJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes campaigns into Redis and announces them, over one connection. Every method throws a {@link JedisException} where
 * Redis does not do it; then nobody knows what was heard, and another writer is to be made. Used by one thread only.
 */
final class CampaignWriter implements AutoCloseable {
    /** An older revision never replaces a newer one; what cannot be read is replaced. */
    private static final String WRITE = "local found = redis.pcall('GET', KEYS[1])"
            + " local at = type(found) == 'string' and tonumber(string.match(found, '^(%d+) {')) or 0"
            + " if at < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2]) end"
            + " if ARGV[4] ~= '' then redis.call('PUBLISH', ARGV[3], ARGV[4]) end return 1";

    /** Answers whether the sign that this writer was here is still there; where it is not, Redis was emptied. */
    private static final String ALIVE = "local there = redis.call('EXISTS', KEYS[1])"
            + " redis.call('SET', KEYS[1], '', 'PX', 60000)"
            + " redis.call('PUBLISH', ARGV[1], ARGV[2]) return there";

    private final UnifiedJedis client;
    private final CacheNames names;
    private String publisher = newName();
    private long number;
    private boolean wasAlive;

    /** Connects, as a publisher nobody has heard of. */
    CampaignWriter(RedisAddress address, CacheNames names, Duration timeout) {
        this.names = names;
        this.client = address.connect(timeout);
        try {
            // In a cluster, another node may be there and this one not.
            client.exists(names.campaign("publisher:" + publisher));
        } catch (JedisException e) {
            client.close();
            throw e;
        }
    }

    /** Writes all; announces them too if {@code announced}. */
    void write(Collection<UniversalData> campaigns, boolean announced) {
        Pipelined.run(client, campaigns, (pipeline, campaign) -> {
            String message = announced ? Announcement.change(publisher, ++number, campaign) : "";
            String json = new String(UniversalDataJson.record(campaign), StandardCharsets.UTF_8);
            return pipeline.eval(
                    WRITE,
                    List.of(names.campaign(campaign.id())),
                    List.of(Long.toString(campaign.revision()), json, names.channel(), message));
        });
    }

    /** From now on nobody has heard of this publisher, so that whoever listens trusts no copy made before. */
    void beAnother() {
        publisher = newName();
        number = 0;
        wasAlive = false;
    }

    private static String newName() {
        return UUID.randomUUID().toString().substring(0, 13);
    }

    /** Says that nothing is kept back of {@code partitions}; false if Redis has lost what was written. */
    boolean isAlive(Collection<Integer> partitions) {
        boolean first = !wasAlive;
        String message = Announcement.alive(publisher, ++number, partitions);
        Object there = client.eval(
                ALIVE, List.of(names.campaign("publisher:" + publisher)), List.of(names.channel(), message));
        wasAlive = true;
        return first || there.equals(1L);
    }

    @Override
    public void close() {
        client.close();
    }
}
