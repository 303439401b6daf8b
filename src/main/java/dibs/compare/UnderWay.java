package dibs.compare;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Counts what is under way until whoever waits for it has been told. Thread-safe. */
final class UnderWay {
    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(1).toNanos();

    private final AtomicInteger count = new AtomicInteger();

    void begin() {
        count.incrementAndGet();
    }

    void end() {
        count.decrementAndGet();
    }

    /** Returns when nothing is under way any more. */
    void awaitNone() throws InterruptedException {
        while (count.get() > 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
