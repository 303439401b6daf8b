package dibs.local;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for a condition of another process, with an end.
 *
 * <p>Other processes do not wake us, so this looks again every few milliseconds; it is the only place that does.
 */
public final class Patience {
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(10).toNanos();

    private Patience() {}

    /** Whether the condition held before the time was over or this thread was interrupted. */
    public static boolean until(Duration most, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }
}
