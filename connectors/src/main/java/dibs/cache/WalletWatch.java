package dibs.cache;

import dibs.ledger.LedgerEntry;
import dibs.ledger.RowMarks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
 * The sink's side of cached wallets: marks them before their rows are written, and keeps the {@link Watch} under which
 * readers believe what they find.
 *
 * <p>A Redis that cannot be marked must neither stop payments nor come back with old wallets. So readers believe only
 * while the sink's watch lasts, a number in Redis that ends by itself. When a mark fails, the sink keeps it no longer,
 * waits until no reader can believe in it any more, and then writes without marks; when Redis is back it begins another
 * watch, under which nothing old is believed. A broken connection counts as another Redis, since one that was restarted
 * may have forgotten marks.
 *
 * <p>Used by the sink's thread only.
 */
public final class WalletWatch implements RowMarks {
    private static final Logger LOG = LoggerFactory.getLogger(WalletWatch.class);
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RedisAddress address;
    private final CacheNames names;
    private final Duration timeout;
    private final Counter marked;
    private final Counter unmarked;
    private final Map<Integer, Watch> watches = new HashMap<>();
    private long tryAgainAt = System.nanoTime();
    private long retryNanos = FIRST_RETRY_NANOS;

    /** Null while Redis is away. */
    private WalletMarks redis;

    public WalletWatch(RedisAddress address, CacheSettings settings, MeterRegistry registry) {
        this.address = address;
        this.names = settings.names();
        this.timeout = settings.writerTimeout();
        this.marked = rows(registry, true);
        this.unmarked = rows(registry, false);
    }

    private static Counter rows(MeterRegistry registry, boolean marked) {
        return Counter.builder("dibs.ledger.rows.marked")
                .description(
                        "rows whose wallets were marked in Redis before, and rows written while nobody believes it")
                .tag("marked", Boolean.toString(marked))
                .register(registry);
    }

    @Override
    public void took(int partition) {
        watches.put(partition, new Watch(names.watch(partition)));
    }

    @Override
    public void confirmed(int partition, long asOf) {
        watches.get(partition).confirmed(asOf);
    }

    @Override
    public long before(int partition, List<LedgerEntry> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        if (marks(rows)) {
            marked.increment(rows.size());
            return 0;
        }
        Watch watch = watches.get(partition);
        watch.forget();
        long wait = watch.stillBelieved();
        if (wait <= 0) {
            unmarked.increment(rows.size());
        }
        return Math.max(0, wait);
    }

    private boolean marks(List<LedgerEntry> rows) {
        return redis != null && done(() -> redis.mark(rows));
    }

    @Override
    public void written(int partition, List<LedgerEntry> rows) {
        if (redis != null && !rows.isEmpty()) {
            done(() -> redis.unmark(rows));
        }
    }

    @Override
    public boolean isConfirmationDue() {
        long now = System.nanoTime();
        return redis != null
                && watches.values().stream().anyMatch(watch -> watch.isDue(now) && !watch.isConfirmed(now));
    }

    @Override
    public void keep(Collection<Integer> partitions) {
        watches.keySet().retainAll(partitions);
        if (redis == null && System.nanoTime() - tryAgainAt >= 0) {
            done(() -> redis = new WalletMarks(address, names, timeout));
        }
        for (Watch watch : watches.values()) {
            long now = System.nanoTime();
            if (redis != null && watch.isDue(now) && watch.isConfirmed(now)) {
                if (done(() -> watch.keep(redis.client()))) {
                    retryNanos = FIRST_RETRY_NANOS;
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
        if (redis != null) {
            LOG.warn("wallets are not marked in Redis at {}, so nobody believes it for now: {}", address, e.toString());
            redis.close();
            redis = null;
        }
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
        }
    }
}
