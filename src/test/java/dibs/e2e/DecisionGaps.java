package dibs.e2e;

import dibs.local.TestServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How long nothing was decided, by the times at which brokers appended the decisions. */
final class DecisionGaps {
    private DecisionGaps() {}

    /** The longest on any partition of {@code topic}, while requests came all the time. */
    static Duration longest(String topic) {
        Map<Integer, Long> last = new HashMap<>();
        long longest = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestServers.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, 4)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Long before = last.put(record.partition(), record.timestamp());
                    longest = before == null ? longest : Math.max(longest, record.timestamp() - before);
                }
            }
        }
        return Duration.ofMillis(longest);
    }
}
