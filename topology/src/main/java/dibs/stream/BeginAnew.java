package dibs.stream;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InvalidTxnStateException;

/**
 * Whether a stream thread that failed may be replaced by a new one, which begins from what is committed. Thread-safe.
 *
 * <p>When a coordinator of transactions is killed, its successor may refuse to end a transaction that it does not know as
 * the producer does. Streams takes that for fatal, but nothing is wrong with this process. Anything else is not known to
 * be harmless, and neither is the same again so soon.
 */
final class BeginAnew {
    private static final Duration AT_MOST_EVERY = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private boolean has;
    private long last;

    BeginAnew(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized boolean isAllowedAfter(Throwable rootCause) {
        if (!(rootCause instanceof InvalidTxnStateException)) {
            return false;
        }
        long now = nanoTime.getAsLong();
        if (has && now - last < AT_MOST_EVERY.toNanos()) {
            return false;
        }
        has = true;
        last = now;
        return true;
    }
}
