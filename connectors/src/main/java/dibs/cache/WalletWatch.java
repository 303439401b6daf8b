package dibs.cache;

import dibs.ledger.LedgerEntry;
import dibs.ledger.RowMarks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sink's side of cached wallets: marks them before their rows are written, and keeps the {@link Watch} under which
 * readers believe what they find.
 *
 * <p>A Redis that cannot be marked must neither stop payments nor come back with old wallets. So readers believe only
 * while the sink's watch lasts, a number in Redis that ends by itself. When a mark fails, the sink keeps it no longer,
 * waits until no reader can believe in it any more, and then writes without marks; when Redis is back it begins another
 * watch, under which nothing old is believed.
 *
 * <p>A single Redis is there or is away for all partitions. In a cluster each partition has connections of its own: a
 * dead node takes away only what it held, and the others' rows need not wait whenever it is tried again.
 *
 * <p>Used by the sink's thread only.
 */
public final class WalletWatch implements RowMarks {
    private final RedisAddress address;
    private final CacheSettings settings;
    private final Counter marked;
    private final Counter unmarked;
    private final Map<Integer, WatchGroup> groups = new HashMap<>();

    public WalletWatch(RedisAddress address, CacheSettings settings, MeterRegistry registry) {
        this.address = address;
        this.settings = settings;
        this.marked = rows(registry, true);
        this.unmarked = rows(registry, false);
    }

    private static Counter rows(MeterRegistry registry, boolean marked) {
        return Counter.builder("dibs.ledger.rows.marked")
                .description(
                        "Rows whose wallets were marked in Redis before, and rows written while nobody believes it")
                .tag("marked", Boolean.toString(marked))
                .register(registry);
    }

    private WatchGroup group(int partition) {
        return groups.computeIfAbsent(
                address.cluster() ? partition : 0,
                unused -> new WatchGroup(address, settings.names(), settings.writerTimeout()));
    }

    @Override
    public void took(int partition) {
        group(partition).took(partition);
    }

    @Override
    public void confirmed(int partition, long asOf) {
        group(partition).confirmed(partition, asOf);
    }

    @Override
    public long before(int partition, List<LedgerEntry> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        if (group(partition).marks(rows)) {
            marked.increment(rows.size());
            return 0;
        }
        long wait = group(partition).endOf(partition);
        if (wait <= 0) {
            unmarked.increment(rows.size());
        }
        return Math.max(0, wait);
    }

    @Override
    public void written(int partition, List<LedgerEntry> rows) {
        if (!rows.isEmpty()) {
            group(partition).unmark(rows);
        }
    }

    @Override
    public boolean isConfirmationDue() {
        long now = System.nanoTime();
        return groups.values().stream().anyMatch(group -> group.isConfirmationDue(now));
    }

    @Override
    public void keep(Collection<Integer> partitions) {
        groups.values().forEach(group -> group.keep(partitions));
    }

    @Override
    public void close() {
        groups.values().forEach(WatchGroup::close);
    }
}
