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
        Map<Integer, Long> last = new HashMap<>();
        long longest = 0;
        for (ConsumerRecord<byte[], byte[]> record : decisions) {
            Long before = last.put(record.partition(), record.timestamp());
            boolean counts = before != null && record.timestamp() >= from && record.timestamp() <= to;
            longest = counts ? Math.max(longest, record.timestamp() - before) : longest;
        }
        return Duration.ofMillis(longest);
    }
}
