package dibs.compare.redis;

import dibs.compare.Answer;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.Load;
import dibs.compare.Load.Claim;
import dibs.compare.Load.Outcome;
import dibs.compare.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * {@code SET NX} for once per user, then {@code INCR} for the budget, both taken back when the budget is past.
 *
 * <p>The user's key is the grant, so there are no ranks. Between the two commands a claim is half done: who asks then is
 * told of a grant that may be taken back, and a crash leaves a grant that was not counted.
 */
public final class RedisSetNx extends RedisRival {
    /** The best of 16 to 64, on two processors. */
    private static final int CONNECTIONS = 16;

    private static final SetParams ONCE = SetParams.setParams().nx();
    private static final int SCANNED_AT_ONCE = 1_000;

    /** What the application knows of its campaigns, which does not change. */
    private final Map<String, Long> rooms = new ConcurrentHashMap<>();

    private RedisSetNx(Deployment servers) {
        super(servers, CONNECTIONS);
    }

    public static RedisSetNx start(Path folder, Durability durability, Cpus servers) {
        return new RedisSetNx(RedisServer.start(folder, durability, servers));
    }

    @Override
    public void open(String campaign, long grants) {
        rooms.put(campaign, grants);
        redis().set(new Keys(campaign).given(), "0");
    }

    @Override
    public void run(Load load) throws Exception {
        Workers.oneByOne(load, Math.min(CONNECTIONS, load.inFlight()), new Desk());
    }

    @Override
    List<Grant> grants(UnifiedJedis asked, String campaign) {
        String prefix = new Keys(campaign).user("");
        List<Grant> grants = new ArrayList<>();
        asked.scanIteration(SCANNED_AT_ONCE, prefix + "*")
                .collect(new ArrayList<>())
                .forEach(key -> grants.add(new Grant(key.substring(prefix.length()), 0)));
        return grants;
    }

    private final class Desk implements Workers.Desk {
        @Override
        public Answer decide(Claim claim) {
            Keys keys = new Keys(claim.campaign());
            if (redis().set(keys.user(claim.user()), "1", ONCE) == null) {
                return new Answer(Outcome.REPEATED, 0);
            }
            if (redis().incr(keys.given()) > rooms.get(claim.campaign())) {
                takeBack(keys, claim.user());
                return Answer.SOLD_OUT;
            }
            return new Answer(Outcome.GRANTED, 0);
        }

        private void takeBack(Keys keys, String user) {
            try (AbstractPipeline pipeline = redis().pipelined()) {
                pipeline.decr(keys.given());
                pipeline.del(keys.user(user));
                pipeline.sync();
            }
        }

        @Override
        public void recover(Claim failed) {
            awaitBack(failed);
        }
    }
}
