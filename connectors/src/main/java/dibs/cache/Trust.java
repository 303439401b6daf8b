package dibs.cache;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether local copies and Redis may be believed, by home partition of campaigns: only while somebody says again and
 * again that he publishes its changes, and no message of his is missing. Thread-safe.
 */
final class Trust {
    /** Three of the publisher's signs of life and a little. */
    static final Duration SILENCE = Duration.ofMillis(650);

    private final LongSupplier nanoTime;
    private final Said[] partitions;
    private final Map<String, Long> numbers = new HashMap<>();

    private record Said(String publisher, long at) {}

    Trust(int partitions, LongSupplier nanoTime) {
        this.partitions = new Said[partitions];
        this.nanoTime = nanoTime;
    }

    synchronized boolean holds(int partition) {
        Said last = partitions[partition];
        return last != null && nanoTime.getAsLong() - last.at() < SILENCE.toNanos();
    }

    /** Takes note; tells why all copies made before must be dropped, if they must. */
    synchronized Optional<String> heard(Announcement message) {
        Long before = numbers.put(message.publisher(), message.number());
        boolean gap = before != null && message.number() != before + 1;
        boolean another = false;
        for (int partition : message.partitions()) {
            if (partition >= 0 && partition < partitions.length) {
                Said last = partitions[partition];
                another |= last == null || !last.publisher().equals(message.publisher());
                partitions[partition] = new Said(message.publisher(), nanoTime.getAsLong());
            }
        }
        if (another || before == null) {
            // Who speaks for no partition yet is another one as soon as he does, so nothing is missed by forgetting
            // him.
            forgetOthers();
        }
        return gap ? Optional.of("gap") : another ? Optional.of("publisher") : Optional.empty();
    }

    private void forgetOthers() {
        numbers.keySet().removeIf(publisher -> {
            for (Said said : partitions) {
                if (said != null && said.publisher().equals(publisher)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** How many are remembered. */
    synchronized int publishers() {
        return numbers.size();
    }

    /** Nothing is known any more. */
    synchronized void lose() {
        Arrays.fill(partitions, null);
        numbers.clear();
    }
}
