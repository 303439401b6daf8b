package dibs.front;

import dibs.stream.LocalReplies;
import dibs.stream.ReplyAddress;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the replies of deciders in other processes, from one partition of {@code dibs.replies} that it assigns itself: a
 * group would lose replies at every rebalance. Uncommitted on purpose, because a decision is final before it commits.
 *
 * <p>Runs one thread of its own.
 */
final class ReplyReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyReader.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition replies;
    private final LocalReplies pending;
    private final long front;
    private final Thread thread = new Thread(this::run, "dibs-replies");
    private volatile boolean closing;
    private volatile String trouble;

    ReplyReader(FrontSettings settings, int partition, PendingReplies pending) {
        this(consumer(settings), new TopicPartition(settings.topics().replies(), partition), pending, pending.front());
    }

    /** Reads what is for {@code front} with a consumer that is given, and closes it. */
    ReplyReader(Consumer<byte[], byte[]> consumer, TopicPartition replies, LocalReplies pending, long front) {
        this.consumer = consumer;
        this.replies = replies;
        this.pending = pending;
        this.front = front;
    }

    private static Consumer<byte[], byte[]> consumer(FrontSettings settings) {
        Map<String, Object> config = new HashMap<>(settings.client());
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Returns once the end of the partition is known: every reply to a later request will be read. */
    void start() {
        consumer.assign(Set.of(replies));
        consumer.seekToEnd(Set.of(replies));
        consumer.position(replies);
        thread.start();
    }

    /** Why decisions of other processes would not be heard, if so. */
    Optional<String> notReady() {
        return Optional.ofNullable(trouble);
    }

    private void run() {
        try {
            while (!closing) {
                poll();
            }
        } finally {
            // Else it waits for the fetch that is under way; of its place on the log nobody has to hear.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void poll() {
        try {
            consumer.poll(Duration.ofSeconds(1)).forEach(this::tell);
            trouble = null;
        } catch (WakeupException e) {
            LOG.debug("woken up to close", e);
        } catch (KafkaException e) {
            // A login or a right that is missing may be there again a moment later.
            LOG.warn("{} cannot be read just now: {}", replies, e.getMessage());
            trouble = "front: replies are not read: " + e.getMessage();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** There are more fronts than partitions: what is for another is not even read. */
    private void tell(ConsumerRecord<byte[], byte[]> record) {
        ReplyAddress address = ReplyAddress.in(record.headers());
        try {
            if (address != null && address.front() == front) {
                pending.tell(address, DecisionReader.read(record.value()));
            }
        } catch (Malformed e) {
            LOG.warn("The reply at {}:{} {}", record.partition(), record.offset(), e.getMessage());
        } catch (RuntimeException e) {
            // Whoever waits for this one finds it in the stores later; the others are to hear of theirs.
            LOG.error("The reply at {}:{} cannot be told", record.partition(), record.offset(), e);
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
