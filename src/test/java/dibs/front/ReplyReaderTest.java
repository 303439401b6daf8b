package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.stream.LocalReplies;
import dibs.stream.ReplyAddress;
import dibs.wire.DecisionJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Reading replies: what happens while it cannot be done. */
class ReplyReaderTest {
    private static final TopicPartition REPLIES = new TopicPartition("dibs.replies", 0);
    private static final long FRONT = 1;

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
        try (ReplyReader reader = new ReplyReader(consumer, REPLIES, LocalReplies.NONE, FRONT)) {
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

    @Test
    void aReplyThatCannotBeToldKeepsNobodyElseFromHearing() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        consumer.updateEndOffsets(Map.of(REPLIES, 0L));
        List<Long> told = new CopyOnWriteArrayList<>();
        LocalReplies first = (address, decision) -> {
            if (address.sequence() == 1) {
                throw new IllegalStateException("a mistake of ours");
            }
            return told.add(address.sequence());
        };
        try (ReplyReader reader = new ReplyReader(consumer, REPLIES, first, FRONT)) {
            reader.start();
            consumer.addRecord(reply(0, 1));
            consumer.addRecord(reply(1, 2));
            await().until(() -> told.contains(2L));
        }
    }

    private static ConsumerRecord<byte[], byte[]> reply(long offset, long sequence) {
        byte[] decision = DecisionJson.record(Rehearsal.granted("spring", 30));
        ConsumerRecord<byte[], byte[]> reply = new ConsumerRecord<>(REPLIES.topic(), 0, offset, null, decision);
        reply.headers().add(ReplyAddress.HEADER, new ReplyAddress(0, FRONT, sequence).toBytes());
        return reply;
    }
}
