package dibs.front;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * The claims under way of each partition in the order in which they came, to know how long the oldest has waited.
 *
 * <p>A partition is decided in order, so what waits behind a late claim is late too. While that is so new claims are
 * refused at once: those that were taken get their answer in time, and the work goes into answers that somebody still
 * waits for. Thread-safe; as long as the claims taken within {@code maxWait}.
 */
final class ClaimQueues {
    private final long maxWaitNanos;
    private final List<Queue<Claimed>> byPartition;

    private record Claimed(CompletableFuture<?> answer, long at) {}

    ClaimQueues(int partitions, Duration maxWait) {
        this.maxWaitNanos = maxWait.toNanos();
        this.byPartition = Stream.<Queue<Claimed>>generate(ConcurrentLinkedQueue::new)
                .limit(partitions)
                .toList();
    }

    /** Puts a claim behind the others, until {@code answer} is complete. */
    void add(int partition, CompletableFuture<?> answer) {
        byPartition.get(partition).add(new Claimed(answer, System.nanoTime()));
    }

    boolean waitTooLong(int partition) {
        Queue<Claimed> queue = byPartition.get(partition);
        Claimed oldest = queue.peek();
        while (oldest != null && oldest.answer().isDone()) {
            queue.remove(oldest);
            oldest = queue.peek();
        }
        return oldest != null && System.nanoTime() - oldest.at() > maxWaitNanos;
    }
}
