package dibs.ledger;

import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubling up to a bound, and scattered so that instances do not return together.
 *
 * <p>Milliseconds. It never sleeps and knows no clock. Not thread-safe.
 */
final class Backoff {
    static final long FIRST_MILLIS = 100;
    static final long LONGEST_MILLIS = 5_000;

    private final RandomGenerator random;
    private long next = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    long failed() {
        long wait = next / 2 + random.nextLong(next / 2 + 1);
        next = Math.min(LONGEST_MILLIS, next * 2);
        return wait;
    }

    void succeeded() {
        next = FIRST_MILLIS;
    }
}
