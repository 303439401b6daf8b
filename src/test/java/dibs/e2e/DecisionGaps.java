package dibs.e2e;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How long nothing was decided, by the times at which brokers appended the decisions. */
final class DecisionGaps {
    private DecisionGaps() {}

    /** The longest on any partition of {@code topic}, while requests came all the time. */
    static Duration longest(String topic) {
        return longest(KafkaRecords.readCommitted(topic), 0, Long.MAX_VALUE);
    }

    /** The longest that ended in that time (milliseconds since 1970). */
    static Duration longest(List<ConsumerRecord<byte[], byte[]>> decisions, long from, long to) {
        List<Seen> seen = decisions.stream()
                .map(record -> new Seen(record.partition(), record.timestamp()))
                .toList();
        return Duration.ofMillis(longestBetween(seen, from, to));
    }

    /** Something was decided on that partition then. */
    record Seen(int partition, long at) {}

    /** The longest that ended between these times, in their unit. */
    static long longestBetween(Iterable<Seen> decisions, long from, long to) {
        Map<Integer, Long> last = new HashMap<>();
        long longest = 0;
        for (Seen seen : decisions) {
            Long before = last.put(seen.partition(), seen.at());
            boolean counts = before != null && seen.at() - from >= 0 && seen.at() - to <= 0;
            longest = counts ? Math.max(longest, seen.at() - before) : longest;
        }
        return longest;
    }
}
