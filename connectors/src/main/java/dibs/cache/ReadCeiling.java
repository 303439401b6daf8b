package dibs.cache;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * This front's part of the ceiling on database reads, which holds for the whole cluster and without Redis: the ceiling
 * divided by the number of fronts, as the database sees them connected.
 *
 * <p>A front that comes along is counted by the others within one look; until they all have looked it takes nothing,
 * unless it is alone. One that cannot ask the database takes nothing either: it could not read anyway. One that is no
 * longer counted may be back before it has noticed, so its part is given to others only when it must have noticed, and
 * one that stood still is a newcomer. In no second are there more reads than the ceiling: what is saved up is a
 * twentieth, and what is added in a second leaves a tenth more, since reads that were permitted over 1.1 seconds may reach
 * the database within one.
 *
 * <p>There are limits. A ceiling below the number of fronts allows each of them one read in a second, since nobody shares
 * a read. A front that comes new in the very second in which all others are disconnected without knowing believes to be
 * alone, and takes the whole until it looks again. One that is disconnected at every look of another, and at none of its
 * own, is not counted at all. Thread-safe.
 */
final class ReadCeiling {
    static final Duration LOOK = Duration.ofSeconds(1);

    /** Three looks and the time they may take. */
    private static final long ALL_LOOKED_NANOS = Duration.ofSeconds(4).toNanos();

    /** One look less: whoever stood still must have stopped before others take his part. */
    private static final long BELIEVED_NANOS = ALL_LOOKED_NANOS - LOOK.toNanos();

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final Deque<Look> looks = new ArrayDeque<>();
    private Bucket bucket;
    private int sharers;
    private long countedSince;

    private record Look(long at, int connected) {}

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
        return bucket != null && !stoodStill(nanoTime.getAsLong()) && bucket.tryConsume(1);
    }

    private boolean stoodStill(long now) {
        return now - looks.getLast().at() >= BELIEVED_NANOS;
    }

    /** So many fronts are connected, this one among them; with none the count is of no use. */
    synchronized void counted(int connected) {
        if (connected < 1) {
            notCounted();
            return;
        }
        long now = nanoTime.getAsLong();
        if (sharers == 0 || stoodStill(now)) {
            countedSince = now;
        }
        looks.removeIf(look -> now - look.at() > ALL_LOOKED_NANOS);
        looks.add(new Look(now, connected));
        int most = looks.stream().mapToInt(Look::connected).max().orElseThrow();
        if (most > 1 && now - countedSince < ALL_LOOKED_NANOS) {
            bucket = null;
        } else if (bucket == null || most != sharers) {
            bucket = bucket(most);
        }
        sharers = most;
    }

    /** The database did not answer; when it does again this front is a newcomer, unless it was and is alone. */
    synchronized void notCounted() {
        bucket = null;
        sharers = 0;
    }

    /** Empty at first: what another front still saves up must not come on top. */
    private Bucket bucket(int parts) {
        long saved = Math.max(1, perSecond / (20L * parts));
        long added = Math.max(1, perSecond - 3 * saved * parts);
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(saved)
                        .refillGreedy(added, LOOK.multipliedBy(parts))
                        .initialTokens(0)
                        .build())
                .withCustomTimePrecision(new Meter(nanoTime))
                .build();
    }

    private record Meter(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
