package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.stream.LocalReplies;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Reading replies: what happens while it cannot be done. */
class ReplyReaderTest {
    private static final TopicPartition REPLIES = new TopicPartition("dibs.replies", 0);

    private volatile boolean allowed = true;
    private final AtomicInteger polls = new AtomicInteger();

    @Test
    void aFrontIsNotReadyWhileItCannotReadRepliesAndReadsOnOnceItCan() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest") {
            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                if (!allowed) {
                    throw new TopicAuthorizationException("dibs.replies");
                }
                polls.incrementAndGet();
                return super.poll(timeout);
            }
        };
        consumer.updateEndOffsets(Map.of(REPLIES, 7L));
        try (ReplyReader reader = new ReplyReader(consumer, REPLIES, LocalReplies.NONE, 1)) {
            reader.start();
            assertThat(reader.notReady()).isEmpty();
            allowed = false;
            await().until(() -> reader.notReady().isPresent());
            assertThat(reader.notReady().orElseThrow()).startsWith("front: replies");
            int before = polls.get();
            allowed = true;
            await().until(() -> reader.notReady().isEmpty() && polls.get() > before);
        }
        assertThat(consumer.closed()).isTrue();
    }
}
