package dibs.front;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The claims that wait, by partition. Thread-safe. */
final class ClaimQueues {
    private final List<ClaimQueue> byPartition;

    ClaimQueues(int partitions, Duration maxWait) {
        this.byPartition = Stream.generate(() -> new ClaimQueue(maxWait, System::nanoTime))
                .limit(partitions)
                .toList();
    }

    ClaimQueue of(int partition) {
        return byPartition.get(partition);
    }
}
