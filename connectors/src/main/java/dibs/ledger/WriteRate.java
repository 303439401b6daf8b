package dibs.ledger;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How fast this sink writes: at the ceiling while the database keeps up, slower while it does not.
 *
 * <p>Halved by every batch that is slow or fails, raised by a step for every second without one: additive increase and
 * multiplicative decrease (Chiu and Jain, 1989). That no more than the ceiling is written is not its business but the
 * writer function's; it spreads the batches, so that the database sees a stream instead of a burst each second. Rates
 * are rows per second; it knows no clock, times are {@link System#nanoTime()} as the caller read it. Used by one
 * thread, {@link #rowsPerSecond()} by all.
 */
final class WriteRate {
    /** More rows in one statement gain nothing and hold the cluster's one lock for longer. */
    static final int MAX_BATCH_ROWS = 1_000;

    /** A batch is a twentieth of a second's rows, so that instances take turns many times a second. */
    private static final int BATCHES_PER_SECOND = 20;

    /** From the slowest to the ceiling in so many steps, one a second. */
    private static final int STEPS = 20;

    /** However slow the database is, this part of the ceiling is tried. */
    private static final int SLOWEST_PART = 64;

    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What was not used of the last so many nanoseconds may be made up for. */
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int ceiling;
    private final long slowNanos;
    private volatile int rate;
    private long changedAt;
    private long freeAt;

    WriteRate(int ceiling, Duration slowBatch, long now) {
        this.ceiling = ceiling;
        this.slowNanos = slowBatch.toNanos();
        this.rate = ceiling;
        this.changedAt = now;
        this.freeAt = now;
    }

    int rowsPerSecond() {
        return rate;
    }

    int rowsPerBatch() {
        return Math.max(1, Math.min(MAX_BATCH_ROWS, rate / BATCHES_PER_SECOND));
    }

    /** How long the next batch has to wait, nanoseconds. */
    long waitNanos(long now) {
        return Math.max(0, freeAt - now);
    }

    /** The database answered: with so many rows written, 0 if it had nothing to write or asked to wait. */
    void answered(int rows, long began, long ended) {
        if (rows > 0) {
            long earliest = Math.max(freeAt - began, -CATCH_UP_NANOS);
            freeAt = began + earliest + rows * TimeUnit.SECONDS.toNanos(1) / rate;
        }
        if (ended - began > slowNanos) {
            slowDown(ended);
        } else if (rows > 0 && ended - changedAt >= STEP_NANOS) {
            rate = Math.min(ceiling, rate + Math.max(1, ceiling / STEPS));
            changedAt = ended;
        }
    }

    /** The database failed, or took long. */
    void slowDown(long now) {
        rate = Math.max(Math.max(1, ceiling / SLOWEST_PART), rate / 2);
        changedAt = now;
    }
}
