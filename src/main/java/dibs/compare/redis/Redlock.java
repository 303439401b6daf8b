package dibs.compare.redis;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * A lock in Redis by the algorithm that redis.io describes, with one master: more of them only cost more.
 *
 * <p>Threads of one process take turns on a lock of their own first, so that one of them at a time asks Redis, as lock
 * registries do. Thread-safe.
 */
final class Redlock {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(2);
    /** What clocks may differ by, as redis.io reckons it: a hundredth and 2 ms. */
    private static final long DRIFT_MILLIS = TIME_TO_LIVE.toMillis() / 100 + 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int RETRY_MILLIS = 10;
    private static final String RELEASE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private final ReentrantLock inProcess = new ReentrantLock();
    private final UnifiedJedis redis;
    private final String key;

    Redlock(UnifiedJedis redis, String key) {
        this.redis = redis;
        this.key = key;
    }

    Held take() throws InterruptedException {
        inProcess.lockInterruptibly();
        try {
            return takeInRedis();
        } catch (InterruptedException | RuntimeException e) {
            inProcess.unlock();
            throw e;
        }
    }

    private Held takeInRedis() throws InterruptedException {
        SetParams onceForAWhile = SetParams.setParams().nx().px(TIME_TO_LIVE.toMillis());
        String token = UUID.randomUUID().toString();
        long start = System.nanoTime();
        while (true) {
            long asked = System.nanoTime();
            if (redis.set(key, token, onceForAWhile) != null) {
                return new Held(token, asked);
            }
            if (asked - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("no lock on " + key + " within " + PATIENCE.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(1, RETRY_MILLIS));
        }
    }

    /** The lock, for as long as it lives. */
    final class Held implements AutoCloseable {
        private final String token;
        private final long asked;

        private Held(String token, long asked) {
            this.token = token;
            this.asked = asked;
        }

        /** Before a write: with too little time left somebody else may have the lock when it arrives. */
        void requireValid() {
            long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
            if (age > TIME_TO_LIVE.toMillis() - DRIFT_MILLIS) {
                throw new IllegalStateException("the lock on " + key + " ran out");
            }
        }

        @Override
        public void close() {
            try {
                redis.eval(RELEASE, List.of(key), List.of(token));
            } finally {
                inProcess.unlock();
            }
        }
    }
}
