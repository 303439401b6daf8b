package dibs.compare.redis;

import dibs.compare.Contender;
import dibs.compare.Load.Claim;
import dibs.local.Patience;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** What all contenders have in common that keep everything in Redis: grants are a hash from user to rank. */
abstract class RedisRival implements Contender {
    private static final Duration BACK = Duration.ofSeconds(30);

    private final Deployment servers;
    private final UnifiedJedis redis;

    RedisRival(Deployment servers, int connections) {
        this.servers = servers;
        this.redis = servers.connect(connections);
    }

    final UnifiedJedis redis() {
        return redis;
    }

    @Override
    public void open(String campaign, long grants) {
        redis.set(new Keys(campaign).left(), Long.toString(grants));
    }

    /** On a connection of its own, as those of the pool may not have noticed a kill yet. */
    @Override
    public final List<Grant> grants(String campaign) {
        try (UnifiedJedis fresh = servers.connect(1)) {
            return grants(fresh, campaign);
        }
    }

    /** What is stored. */
    List<Grant> grants(UnifiedJedis asked, String campaign) {
        return asked.hgetAll(new Keys(campaign).grants()).entrySet().stream()
                .map(entry -> new Grant(entry.getKey(), Long.parseLong(entry.getValue())))
                .toList();
    }

    /** After a failed claim: waits until Redis answers for its campaign again. */
    final void awaitBack(Claim failed) {
        String key = new Keys(failed.campaign()).left();
        Patience.until(BACK, () -> {
            try {
                redis.exists(key);
                return true;
            } catch (JedisException notYet) {
                return false;
            }
        });
    }

    @Override
    public void killAndRestart() {
        servers.killAndRestart();
    }

    @Override
    public void close() {
        redis.close();
        servers.close();
    }
}
