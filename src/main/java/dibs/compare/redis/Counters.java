package dibs.compare.redis;

import dibs.compare.Answer;
import dibs.compare.Load.Claim;
import dibs.compare.Load.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.UnifiedJedis;

/**
 * The counters of one life of the application: they decide at once, and Redis is told later.
 *
 * <p>Thread-safe; once killed it answers nobody.
 */
final class Counters {
    private final ConcurrentMap<String, Counter> campaigns = new ConcurrentHashMap<>();
    private final WriteBehind behind;
    private volatile boolean killed;

    Counters(UnifiedJedis redis) {
        this.behind = new WriteBehind(redis);
    }

    /** One campaign's users with their ranks, and how many grants were given. */
    private record Counter(long room, AtomicLong given, ConcurrentMap<String, Long> ranks) {
        /** The next rank, or null when all is given. */
        Long take() {
            long before = given.getAndUpdate(count -> count < room ? count + 1 : count);
            return before < room ? before + 1 : null;
        }
    }

    /** With the grants that are known from an earlier life. */
    void open(String campaign, long room, Map<String, String> stored) {
        Counter counter = new Counter(room, new AtomicLong(stored.size()), new ConcurrentHashMap<>());
        stored.forEach((user, rank) -> counter.ranks().put(user, Long.valueOf(rank)));
        campaigns.put(campaign, counter);
    }

    Answer decide(Claim claim) throws InterruptedException {
        Answer answer = decide(campaigns.get(claim.campaign()), claim);
        if (killed) {
            throw new IllegalStateException("the application was killed");
        }
        return answer;
    }

    private Answer decide(Counter counter, Claim claim) throws InterruptedException {
        Long known = counter.ranks().get(claim.user());
        if (known == null && counter.given().get() >= counter.room()) {
            return Answer.SOLD_OUT;
        }
        if (known == null) {
            long[] taken = new long[1];
            known = counter.ranks().computeIfAbsent(claim.user(), user -> {
                Long rank = counter.take();
                taken[0] = rank == null ? 0 : rank;
                return rank;
            });
            if (taken[0] > 0) {
                behind.add(claim.campaign(), claim.user(), taken[0]);
                return new Answer(Outcome.GRANTED, taken[0]);
            }
        }
        return known == null ? Answer.SOLD_OUT : new Answer(Outcome.REPEATED, known);
    }

    /** Returns when all that was decided is in Redis. */
    void flush() throws InterruptedException {
        behind.flush();
    }

    /** What was not sent is lost. */
    void kill() {
        killed = true;
        behind.close();
    }

    boolean isKilled() {
        return killed;
    }

    void close() {
        behind.close();
    }
}
