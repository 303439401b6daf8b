package dibs.ledger;

import java.util.Collection;

/**
 * How far the ledger is behind the log, in records and in seconds; of this sink's partitions only.
 *
 * <p>Written by the sink's thread, read by all. It goes on growing while the sink waits for a call.
 */
final class Lag {
    private static final double MILLIS_PER_SECOND = 1_000;

    private volatile long records;
    private volatile long oldestMillis = Long.MAX_VALUE;

    void records(long count) {
        records = count;
    }

    void oldestOf(Collection<PartitionWork> works) {
        oldestMillis =
                works.stream().mapToLong(PartitionWork::oldestMillis).min().orElse(Long.MAX_VALUE);
    }

    long records() {
        return records;
    }

    /** The age of the oldest record read and not yet written, 0 if there is none. */
    double seconds() {
        long oldest = oldestMillis;
        return oldest == Long.MAX_VALUE ? 0 : Math.max(0, System.currentTimeMillis() - oldest) / MILLIS_PER_SECOND;
    }
}
