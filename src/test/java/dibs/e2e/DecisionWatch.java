package dibs.e2e;

import dibs.e2e.DecisionGaps.Seen;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
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
    /** By {@link System#nanoTime}. */
    private final Deque<Seen> seen = new ConcurrentLinkedDeque<>();

    private final Thread reader = new Thread(this::read, "decision-watch");

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
                now.forEach(partition -> seen.add(new Seen(partition.partition(), at)));
            }
        } catch (WakeupException closing) {
            consumer.close();
        }
    }

    /** The longest that ended between these times of {@link System#nanoTime}. */
    Duration longest(long from, long to) {
        return Duration.ofNanos(DecisionGaps.longestBetween(seen, from, to));
    }

    /** True once each partition had a decision after this time. */
    boolean isAliveSince(long time) {
        Set<Integer> alive = new HashSet<>();
        Iterator<Seen> newest = seen.descendingIterator();
        for (Seen each = next(newest); each != null && each.at() - time > 0; each = next(newest)) {
            alive.add(each.partition());
        }
        return alive.size() == partitions.size();
    }

    private static Seen next(Iterator<Seen> all) {
        return all.hasNext() ? all.next() : null;
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
