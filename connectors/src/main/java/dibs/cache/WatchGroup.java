package dibs.cache;

import dibs.ledger.LedgerEntry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Watches that are lost together, and the connection over which they are kept. A broken one counts as another Redis,
 * since one that was restarted may have forgotten marks. Used by the sink's thread only.
 */
final class WatchGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchGroup.class);
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RedisAddress address;
    private final CacheNames names;
    private final Duration timeout;
    private final Map<Integer, Watch> watches = new HashMap<>();
    private long tryAgainAt = System.nanoTime();
    private long retryNanos = FIRST_RETRY_NANOS;
    private boolean kept = true;

    /** Null while Redis is away. */
    private WalletMarks redis;

    WatchGroup(RedisAddress address, CacheNames names, Duration timeout) {
        this.address = address;
        this.names = names;
        this.timeout = timeout;
    }

    void took(int partition) {
        watches.put(partition, new Watch(names.watch(partition)));
    }

    void confirmed(int partition, long asOf) {
        watches.get(partition).confirmed(asOf);
    }

    /** False where it could not be done. */
    boolean marks(List<LedgerEntry> rows) {
        return redis != null && done(() -> redis.mark(rows));
    }

    /** Nanoseconds until nobody believes in the partition's watch, which is not kept any more; not positive: now. */
    long endOf(int partition) {
        Watch watch = watches.get(partition);
        watch.forget();
        return watch.stillBelieved();
    }

    void unmark(List<LedgerEntry> rows) {
        if (redis != null) {
            done(() -> redis.unmark(rows));
        }
    }

    boolean isConfirmationDue(long now) {
        return redis != null
                && watches.values().stream().anyMatch(watch -> watch.isDue(now) && !watch.isConfirmed(now));
    }

    /** Keeps those of {@code partitions}. */
    void keep(Collection<Integer> partitions) {
        watches.keySet().retainAll(partitions);
        if (watches.isEmpty()) {
            close();
            return;
        }
        if (redis == null && System.nanoTime() - tryAgainAt >= 0) {
            done(() -> redis = new WalletMarks(address, names, timeout));
        }
        for (Watch watch : watches.values()) {
            long now = System.nanoTime();
            if (redis != null && watch.isDue(now) && watch.isConfirmed(now)) {
                if (done(() -> watch.keep(redis.client()))) {
                    retryNanos = FIRST_RETRY_NANOS;
                    kept = true;
                }
            }
        }
    }

    private boolean done(Runnable command) {
        try {
            command.run();
            return true;
        } catch (JedisException e) {
            lost(e);
            return false;
        }
    }

    /** It is tried again when nobody believes any more: a Redis that comes and goes must not hold the rows for ever. */
    private void lost(JedisException e) {
        if (kept) {
            LOG.warn(
                    "wallets of partitions {} are not marked in Redis at {}, so nobody believes it for now: {}",
                    watches.keySet(),
                    address,
                    e.toString());
        }
        kept = false;
        close();
        watches.values().forEach(Watch::forget);
        long believed =
                watches.values().stream().mapToLong(Watch::stillBelieved).max().orElse(0);
        tryAgainAt = System.nanoTime() + Math.max(believed, retryNanos);
        retryNanos = Math.min(2 * retryNanos, LAST_RETRY_NANOS);
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
            redis = null;
        }
    }
}
