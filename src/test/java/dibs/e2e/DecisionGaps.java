package dibs.e2e;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How long nothing was decided, by the times at which brokers appended the decisions. */
final class DecisionGaps {
    private DecisionGaps() {}

    /** The longest on any partition of {@code topic}, while requests came all the time. */
    static Duration longest(String topic) {
        Map<Integer, Long> last = new HashMap<>();
        long longest = 0;
        for (ConsumerRecord<byte[], byte[]> record : KafkaRecords.readCommitted(topic)) {
            Long before = last.put(record.partition(), record.timestamp());
            longest = before == null ? longest : Math.max(longest, record.timestamp() - before);
        }
        return Duration.ofMillis(longest);
    }
}
