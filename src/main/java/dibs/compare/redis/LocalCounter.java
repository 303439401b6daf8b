package dibs.compare.redis;

import dibs.compare.Answer;
import dibs.compare.Contender;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.Load;
import dibs.compare.Load.Claim;
import dibs.compare.Workers;
import dibs.local.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.UnifiedJedis;

/**
 * Counters in the application's memory, written behind to Redis ten times a second.
 *
 * <p>The application is this process, as its users have it: a claim is a call of a method. A kill of it is therefore
 * played: the counters are dropped with all that was not yet sent, the connection is cut, and what comes after has
 * read from Redis what was stored there. Claims are decided by any thread, the rest is called by one at a time.
 */
public final class LocalCounter implements Contender {
    private static final int THREADS = 2;
    private static final Duration BACK = Duration.ofSeconds(30);

    private final Deployment servers;
    private final UnifiedJedis reader;
    private final Map<String, Long> rooms = new ConcurrentHashMap<>();
    private volatile Counters counters;

    private LocalCounter(Deployment servers) {
        this.servers = servers;
        this.reader = servers.connect(1);
        this.counters = new Counters(servers.connect(1));
    }

    public static LocalCounter start(Path folder, Durability durability, Cpus servers) {
        return new LocalCounter(RedisServer.start(folder, durability, servers));
    }

    @Override
    public void open(String campaign, long grants) {
        rooms.put(campaign, grants);
        counters.open(campaign, grants, Map.of());
    }

    @Override
    public void run(Load load) throws Exception {
        Workers.oneByOne(load, THREADS, new Desk());
        counters.flush();
    }

    private final class Desk implements Workers.Desk {
        @Override
        public Answer decide(Claim claim) throws InterruptedException {
            return counters.decide(claim);
        }

        @Override
        public void recover(Claim failed) {
            Patience.until(BACK, () -> !counters.isKilled());
        }
    }

    @Override
    public List<Grant> grants(String campaign) {
        return stored(campaign).entrySet().stream()
                .map(entry -> new Grant(entry.getKey(), Long.parseLong(entry.getValue())))
                .toList();
    }

    private Map<String, String> stored(String campaign) {
        return reader.hgetAll(new Keys(campaign).grants());
    }

    @Override
    public void killAndRestart() {
        counters.kill();
        Counters next = new Counters(servers.connect(1));
        rooms.forEach((campaign, room) -> next.open(campaign, room, stored(campaign)));
        counters = next;
    }

    @Override
    public void close() {
        counters.close();
        reader.close();
        servers.close();
    }
}
