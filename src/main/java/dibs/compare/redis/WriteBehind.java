package dibs.compare.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes grants to Redis some time after they were given, many with one command. Where Redis cannot keep up, whoever adds
 * one waits. Thread-safe.
 */
final class WriteBehind implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration LAST_COMMAND = Duration.ofSeconds(5);
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_AT_ONCE = 1_000;

    private final UnifiedJedis redis;
    private final BlockingQueue<Given> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /** What is being written; only the thread's. */
    private final List<Given> batch = new ArrayList<>(MOST_AT_ONCE);

    private volatile boolean closed;

    WriteBehind(UnifiedJedis redis) {
        this.redis = redis;
        var unused = thread.scheduleWithFixedDelay(
                this::writeOrTryAgain, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Given(String campaign, String user, long rank) {}

    void add(String campaign, String user, long rank) throws InterruptedException {
        Given given = new Given(campaign, user, rank);
        while (!waiting.offer(given, EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
            if (closed) {
                throw new IllegalStateException("nothing is written any more");
            }
        }
    }

    /** Returns when all that was added before is written. */
    void flush() throws InterruptedException {
        try {
            thread.submit(this::write).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Redis took no grants", e.getCause());
        }
    }

    private void writeOrTryAgain() {
        try {
            write();
        } catch (JedisException notNow) {
            // The batch is still there for the next turn.
        }
    }

    private void write() {
        for (boolean more = true; more && !closed; more = !waiting.isEmpty()) {
            waiting.drainTo(batch, MOST_AT_ONCE - batch.size());
            Map<String, Map<String, String>> fields = new HashMap<>();
            batch.forEach(given -> fields.computeIfAbsent(given.campaign(), campaign -> new HashMap<>())
                    .put(given.user(), Long.toString(given.rank())));
            fields.forEach((campaign, grants) -> redis.hset(new Keys(campaign).grants(), grants));
            batch.clear();
        }
    }

    /** What is on its way arrives; what waits is dropped. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            thread.awaitTermination(LAST_COMMAND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        redis.close();
    }
}
