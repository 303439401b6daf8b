package dibs.cache;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * This front's part of the ceiling on database reads, which holds for the whole cluster and without Redis: the ceiling
 * divided by the number of fronts, as the database sees them connected.
 *
 * <p>A front that comes along is counted by the others within one look; until they all have looked it takes nothing,
 * unless it is alone. One that cannot ask the database takes nothing either: it could not read anyway. In no second are
 * there more reads than the ceiling: what is saved up and what is added in a second are the ceiling together.
 * Thread-safe.
 */
final class ReadCeiling {
    static final Duration LOOK = Duration.ofSeconds(1);

    /** Two looks and the time they may take. */
    private static final long NEWCOMER_NANOS = Duration.ofSeconds(4).toNanos();

    private final int perSecond;
    private final LongSupplier nanoTime;
    private Bucket bucket;
    private int fronts;
    private long countedSince;

    /**
     * Takes nothing yet.
     *
     * @param perSecond by all fronts together
     * @param nanoTime as {@link System#nanoTime()}
     */
    ReadCeiling(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /** Whether one read may be made now. */
    synchronized boolean take() {
        return bucket != null && bucket.tryConsume(1);
    }

    /** So many fronts are connected, this one among them. */
    synchronized void counted(int connected) {
        long now = nanoTime.getAsLong();
        if (fronts == 0) {
            countedSince = now;
        }
        boolean trusted = connected == 1 || now - countedSince >= NEWCOMER_NANOS;
        if (!trusted) {
            bucket = null;
        } else if (bucket == null || connected != fronts) {
            bucket = bucket(connected);
        }
        fronts = connected;
    }

    /** The database did not answer; when it does again this front is a newcomer. */
    synchronized void notCounted() {
        bucket = null;
        fronts = 0;
    }

    /** Empty at first: what another front still saves up must not come on top. */
    private Bucket bucket(int connected) {
        long saved = Math.max(1, perSecond / (20L * connected));
        long added = Math.max(1, perSecond - saved * connected);
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(saved)
                        .refillGreedy(added, LOOK.multipliedBy(connected))
                        .initialTokens(0)
                        .build())
                .build();
    }
}
