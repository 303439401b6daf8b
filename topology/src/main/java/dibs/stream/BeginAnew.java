package dibs.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Whether a stream thread that failed may be replaced by a new one, which begins from what is committed. Thread-safe.
 *
 * <p>When a coordinator of transactions is killed, its successor may refuse to end a transaction that it does not know as
 * the producer does. Streams takes that for fatal, but nothing is wrong with this process. Anything else is not known to
 * be harmless, and neither is the same again so soon. And where a partition has no leader nothing is wrong with this process
 * either; that takes its time-out each time.
 */
final class BeginAnew {
    private static final Duration AT_MOST_EVERY = Duration.ofMinutes(1);

    private final int threads;
    private final LongSupplier nanoTime;
    private final Deque<Long> lately = new ArrayDeque<>();

    /** For so many threads, each of which may meet the same coordinator. */
    BeginAnew(int threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    synchronized boolean isAllowedAfter(Throwable rootCause) {
        if (rootCause instanceof TimeoutException) {
            return true;
        }
        if (!(rootCause instanceof InvalidTxnStateException)) {
            return false;
        }
        long now = nanoTime.getAsLong();
        lately.removeIf(each -> now - each >= AT_MOST_EVERY.toNanos());
        if (lately.size() >= threads) {
            return false;
        }
        lately.add(now);
        return true;
    }
}
