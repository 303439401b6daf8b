package dibs.front;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * How many claims wait for each partition, and whether that is too many: more than were decided within the last {@code
 * maxWait}, so that a new one would wait longer than that (Little's law).
 *
 * <p>A partition is decided in order, so what waits behind too many is late. Those that were taken get their answer in
 * time, and the work goes into answers that somebody still waits for. Claims are counted and not timed: what is late
 * shows only after {@code maxWait}, and as much again was taken until then. Thread-safe.
 */
final class ClaimQueues {
    /** After a pause nothing was decided lately; a decider that is well needs milliseconds for so many. */
    private static final int ALWAYS = 256;

    private static final int MOST_SECONDS = 10;

    /** Turning away costs a part of a claim: for each decided one a twentieth of it, where so many come back. */
    private static final int DECIDED_FOR_EACH_REFUSED = 20;

    private final List<ClaimQueue> byPartition;

    private record ClaimQueue(AtomicInteger waiting, RecentCount decided, RecentCount refused) {}

    ClaimQueues(int partitions, Duration maxWait) {
        this.byPartition = Stream.generate(
                        () -> new ClaimQueue(new AtomicInteger(), new RecentCount(maxWait), new RecentCount(maxWait)))
                .limit(partitions)
                .toList();
    }

    boolean isFull(int partition) {
        ClaimQueue queue = byPartition.get(partition);
        int waiting = queue.waiting().get();
        return waiting >= ALWAYS && waiting >= queue.decided().count(System.nanoTime());
    }

    /** One claim is turned away; after how many seconds it may come back: the more there are, the later. */
    int refuse(int partition) {
        ClaimQueue queue = byPartition.get(partition);
        long now = System.nanoTime();
        queue.refused().add(now);
        int decided = Math.max(ALWAYS, queue.decided().count(now));
        long seconds = (long) queue.refused().count(now) * DECIDED_FOR_EACH_REFUSED / decided;
        return (int) Math.max(1, Math.min(MOST_SECONDS, seconds));
    }

    /** One claim more, until {@link #leave}. */
    void join(int partition) {
        byPartition.get(partition).waiting().incrementAndGet();
    }

    /** One claim less, for which the log decided or not. */
    void leave(int partition, boolean decided) {
        ClaimQueue queue = byPartition.get(partition);
        queue.waiting().decrementAndGet();
        if (decided) {
            queue.decided().add(System.nanoTime());
        }
    }
}
