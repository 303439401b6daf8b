package dibs.ledger;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Until when no batch is tried, and why: the ceiling's wait or a failure's. Used by one thread, read by all.
 */
final class Pause {
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private long until = System.nanoTime();
    private volatile String failure = "";

    void retry(String what) {
        failure = what;
        waitFor(TimeUnit.MILLISECONDS.toNanos(backoff.failed()));
    }

    void waitFor(long nanos) {
        until = System.nanoTime() + nanos;
    }

    void recovered() {
        failure = "";
        backoff.succeeded();
    }

    /** Empty while the last try went well. */
    String failure() {
        return failure;
    }

    boolean over() {
        return until - System.nanoTime() <= 0;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}
