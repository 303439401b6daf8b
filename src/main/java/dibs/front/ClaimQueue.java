package dibs.front;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How many claims wait for one partition, and whether that is too many: more than were decided within the last {@code
 * maxWait}, so that a new one would wait longer than that (Little's law).
 *
 * <p>A partition is decided in order, so what waits behind too many is late. Those that were taken get their answer in
 * time, and the work goes into answers that somebody still waits for. Claims are counted and not timed: what is late
 * shows only after {@code maxWait}, and as much again was taken until then. Thread-safe.
 */
final class ClaimQueue {
    /** After a pause nothing was decided lately; a decider that is well needs milliseconds for so many. */
    private static final int ALWAYS = 256;

    private static final int MOST_SECONDS = 20;

    private final AtomicInteger waiting = new AtomicInteger();
    private final RecentCount decided;
    private final LongSupplier nanos;
    private volatile long halfEmptyAt;

    /** {@code nanos} is the clock. */
    ClaimQueue(Duration maxWait, LongSupplier nanos) {
        this.decided = new RecentCount(maxWait);
        this.nanos = nanos;
        this.halfEmptyAt = nanos.getAsLong();
    }

    boolean isFull() {
        return room() <= 0;
    }

    /** Whether there is more room than the little that is made by what was decided just now. */
    boolean isHalfEmpty() {
        return room() > 0.5;
    }

    /** The free part of the queue; below 0 where more were decided before than lately. */
    private double room() {
        long now = nanos.getAsLong();
        double room = 1 - (double) waiting.get() / Math.max(ALWAYS, decided.count(now));
        if (room > 0.5) {
            halfEmptyAt = now;
        }
        return room;
    }

    /**
     * How many seconds who is turned away should stay away at least: the longer it was too much, the more, since turning
     * away has its cost, too. A short rush is over before it is more than one.
     */
    int secondsToStayAway() {
        long full = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - halfEmptyAt);
        return (int) Math.max(1, Math.min(MOST_SECONDS, full));
    }

    /** One claim more, until {@link #leave}. */
    void join() {
        waiting.incrementAndGet();
    }

    /** One claim less, for which the log decided or not. */
    void leave(boolean isDecided) {
        waiting.decrementAndGet();
        if (isDecided) {
            decided.add(nanos.getAsLong());
        }
    }
}
