package dibs.compare.redis;

import dibs.compare.Answer;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.Load;
import dibs.compare.Load.Claim;
import dibs.compare.Load.Outcome;
import dibs.compare.Workers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;

/**
 * A lock for each campaign, and under it: read how many were given, write one more, write the grant.
 *
 * <p>Who has a grant or comes when all is given is told so without the lock, since neither changes any more.
 */
public final class RedisLock extends RedisRival {
    /** The best of 4 to 64: those who wait for the lock are only in the way. */
    private static final int CONNECTIONS = 4;

    /** What the application knows of its campaigns, which does not change. */
    private final Map<String, Long> rooms = new ConcurrentHashMap<>();

    private final Map<String, Redlock> locks = new ConcurrentHashMap<>();

    private RedisLock(Deployment servers) {
        super(servers, CONNECTIONS);
    }

    public static RedisLock start(Path folder, Durability durability, Cpus servers) {
        return new RedisLock(RedisServer.start(folder, durability, servers));
    }

    @Override
    public void open(String campaign, long grants) {
        Keys keys = new Keys(campaign);
        rooms.put(campaign, grants);
        locks.put(campaign, new Redlock(redis(), keys.lock()));
        redis().set(keys.given(), "0");
    }

    @Override
    public void run(Load load) throws Exception {
        Workers.oneByOne(load, Math.min(CONNECTIONS, load.inFlight()), new Desk());
    }

    /** What is read in one way: how many were given, and the user's rank or null. */
    private record Seen(long given, String rank) {
        /** Null where only a write decides. */
        Answer answer(long room) {
            if (rank != null) {
                return new Answer(Outcome.REPEATED, Long.parseLong(rank));
            }
            return given < room ? null : Answer.SOLD_OUT;
        }
    }

    private final class Desk implements Workers.Desk {
        @Override
        public Answer decide(Claim claim) throws InterruptedException {
            Keys keys = new Keys(claim.campaign());
            long room = rooms.get(claim.campaign());
            Answer early = read(keys, claim.user()).answer(room);
            if (early != null) {
                return early;
            }
            try (Redlock.Held lock = locks.get(claim.campaign()).take()) {
                Seen seen = read(keys, claim.user());
                Answer known = seen.answer(room);
                if (known != null) {
                    return known;
                }
                lock.requireValid();
                write(keys, claim.user(), seen.given() + 1);
                return new Answer(Outcome.GRANTED, seen.given() + 1);
            }
        }

        private Seen read(Keys keys, String user) {
            try (AbstractPipeline pipeline = redis().pipelined()) {
                Response<String> given = pipeline.get(keys.given());
                Response<String> rank = pipeline.hget(keys.grants(), user);
                pipeline.sync();
                return new Seen(Long.parseLong(given.get()), rank.get());
            }
        }

        private void write(Keys keys, String user, long rank) {
            try (AbstractPipeline pipeline = redis().pipelined()) {
                pipeline.set(keys.given(), Long.toString(rank));
                Response<Long> fields = pipeline.hset(keys.grants(), user, Long.toString(rank));
                pipeline.sync();
                fields.get();
            }
        }

        @Override
        public void recover(Claim failed) {
            awaitBack(failed);
        }
    }
}
