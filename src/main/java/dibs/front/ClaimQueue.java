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

    private static final int MOST_SECONDS = 10;

    /** Turning away costs a part of a claim. */
    private static final int SECONDS_FOR_EACH_REFUSED_OF_DECIDED = 20;

    private final AtomicInteger waiting = new AtomicInteger();
    private final RecentCount decided;
    private final RecentCount refused;
    private final LongSupplier nanos;
    private volatile long quietAt;

    /** {@code nanos} is the clock. */
    ClaimQueue(Duration maxWait, LongSupplier nanos) {
        this.decided = new RecentCount(maxWait);
        this.refused = new RecentCount(maxWait);
        this.nanos = nanos;
        this.quietAt = nanos.getAsLong();
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
        double room = 1 - (double) waiting.get() / most(now);
        if (room > 0.9) {
            quietAt = now;
        }
        return room;
    }

    private int most(long now) {
        return Math.max(ALWAYS, decided.count(now));
    }

    /**
     * One claim is turned away.
     *
     * @return how many seconds its caller should stay away at least: the more are turned away for each that is decided,
     *     the more, but never more than it was too much already, as a short rush is over soon
     */
    int refuse() {
        long now = nanos.getAsLong();
        refused.add(now);
        long wanted = (long) refused.count(now) * SECONDS_FOR_EACH_REFUSED_OF_DECIDED / most(now);
        long busy = TimeUnit.NANOSECONDS.toSeconds(now - quietAt);
        return (int) Math.max(1, Math.min(MOST_SECONDS, Math.min(wanted, busy)));
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
