package dibs.front;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How many claims wait for one partition, and whether that is too many: more than are decided within {@code maxWait}, so
 * that a new one would wait longer than that (Little's law). How many are is told by the last {@code maxWait} or by the
 * last seconds, whichever is more: a rush has no past, and a pause of the collector is no reason to turn anybody away.
 *
 * <p>A partition is decided in order, so what waits behind too many is late. Those that were taken get their answer in
 * time, and the work goes into answers that somebody still waits for. Claims are counted and not timed: what is late
 * shows only after {@code maxWait}, and as much again was taken until then. Thread-safe.
 */
final class ClaimQueue {
    /** After a pause nothing was decided lately; a decider that is well needs milliseconds for so many. */
    private static final int ALWAYS = 256;

    private static final int MOST_SECONDS = 10;
    private static final double NEARLY_ALL = 0.9;

    private static final Duration LAST_SECONDS = Duration.ofSeconds(5);

    /** Turning away costs a part of a claim. */
    private static final int SECONDS_FOR_EACH_REFUSED_OF_DECIDED = 40;

    private final AtomicInteger waiting = new AtomicInteger();
    private final RecentCount decided;
    private final RecentCount decidedInSeconds;
    private final RecentCount refusedInSeconds;
    private final double maxWaitOfSeconds;
    private final LongSupplier nanos;
    private volatile long quietAt;

    /** {@code nanos} is the clock. */
    ClaimQueue(Duration maxWait, LongSupplier nanos) {
        this.decided = new RecentCount(maxWait);
        this.decidedInSeconds = new RecentCount(LAST_SECONDS);
        this.refusedInSeconds = new RecentCount(LAST_SECONDS);
        this.maxWaitOfSeconds = (double) maxWait.toNanos() / LAST_SECONDS.toNanos();
        this.nanos = nanos;
        this.quietAt = nanos.getAsLong();
    }

    boolean isFull() {
        return room() <= 0;
    }

    /** Whether it is over: while too many come, what waits goes up and down. */
    boolean isNearlyEmpty() {
        return room() > NEARLY_ALL;
    }

    /** The free part of the queue; below 0 where more were decided before than lately. */
    private double room() {
        long now = nanos.getAsLong();
        double room = 1 - (double) waiting.get() / most(now);
        if (room > NEARLY_ALL) {
            quietAt = now;
        }
        return room;
    }

    private int most(long now) {
        int steady = (int) Math.min(Integer.MAX_VALUE, decidedInSeconds.count(now) * maxWaitOfSeconds);
        return Math.max(ALWAYS, Math.max(decided.count(now), steady));
    }

    /**
     * One claim is turned away.
     *
     * @return how many seconds its caller should stay away at least: the more are turned away for each that is decided,
     *     the more, but never more than it was too much already, as a short rush is over soon
     */
    int refuse() {
        long now = nanos.getAsLong();
        refusedInSeconds.add(now);
        long wanted = (long) refusedInSeconds.count(now)
                * SECONDS_FOR_EACH_REFUSED_OF_DECIDED
                / Math.max(ALWAYS, decidedInSeconds.count(now));
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
            long now = nanos.getAsLong();
            decided.add(now);
            decidedInSeconds.add(now);
        }
    }
}
