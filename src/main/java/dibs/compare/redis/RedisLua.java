package dibs.compare.redis;

import dibs.compare.Answer;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.Load;
import dibs.compare.Load.Claim;
import dibs.compare.Workers;
import java.nio.file.Path;

/** One call of {@link ClaimScript} for each claim, by threads that wait for it, on a pool of connections. */
public final class RedisLua extends RedisRival {
    /** The best of 4 to 64, on two processors. */
    private static final int CONNECTIONS = 32;

    private RedisLua(Deployment servers) {
        super(servers, CONNECTIONS);
    }

    public static RedisLua start(Path folder, Durability durability, Cpus servers) {
        return new RedisLua(RedisServer.start(folder, durability, servers));
    }

    /** The same on three masters. */
    public static RedisLua startOnCluster(Path folder, Durability durability, Cpus servers) {
        return new RedisLua(RedisCluster.start(folder, durability, servers));
    }

    @Override
    public void run(Load load) throws Exception {
        Workers.oneByOne(load, Math.min(CONNECTIONS, load.inFlight()), new Desk());
    }

    private final class Desk implements Workers.Desk {
        @Override
        public Answer decide(Claim claim) {
            return ClaimScript.decide(redis(), claim);
        }

        @Override
        public void recover(Claim failed) {
            awaitBack(failed);
        }
    }
}
