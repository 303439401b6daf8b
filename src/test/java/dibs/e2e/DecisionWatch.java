package dibs.e2e;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How long nothing was decided, as a consumer sees it whose clock nobody touches: the longest time without a committed
 * decision, on any partition. Thread-safe.
 */
final class DecisionWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> partitions = new HashSet<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::read, "decision-watch");

    /** Some decisions of a partition, at a time of {@link System#nanoTime}. */
    private record Seen(TopicPartition partition, long at) {}

    DecisionWatch(Map<String, String> client, String topic, int partitions) {
        Map<String, Object> config = new HashMap<>(client);
        config.put("isolation.level", "read_committed");
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        for (int partition = 0; partition < partitions; partition++) {
            this.partitions.add(new TopicPartition(topic, partition));
        }
        consumer.assign(this.partitions);
        consumer.seekToEnd(this.partitions);
        reader.start();
    }

    private void read() {
        try {
            while (true) {
                Set<TopicPartition> now = consumer.poll(POLL).partitions();
                long at = System.nanoTime();
                now.forEach(partition -> seen.add(new Seen(partition, at)));
            }
        } catch (WakeupException closing) {
            consumer.close();
        }
    }

    /** The longest that ended between these times of {@link System#nanoTime}. */
    Duration longest(long from, long to) {
        Map<TopicPartition, Long> last = new HashMap<>();
        long longest = 0;
        for (Seen each : seen) {
            Long before = last.put(each.partition(), each.at());
            if (before != null && each.at() - from >= 0 && each.at() - to <= 0) {
                longest = Math.max(longest, each.at() - before);
            }
        }
        return Duration.ofNanos(longest);
    }

    /** True once each partition had a decision after this time. */
    boolean isAliveSince(long time) {
        Set<TopicPartition> alive = new HashSet<>();
        for (int i = seen.size() - 1; i >= 0 && seen.get(i).at() - time > 0; i--) {
            alive.add(seen.get(i).partition());
        }
        return alive.size() == partitions.size();
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
