package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.stream.LocalReplies;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Reading replies: what happens when it ends. */
class ReplyReaderTest {
    private static final TopicPartition REPLIES = new TopicPartition("dibs.replies", 0);

    @Test
    void aFrontThatCannotReadRepliesAnyMoreIsNotReady() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        consumer.updateEndOffsets(Map.of(REPLIES, 7L));
        try (ReplyReader reader = new ReplyReader(consumer, REPLIES, LocalReplies.NONE, 1)) {
            reader.start();
            assertThat(reader.notReady()).isEmpty();
            consumer.setPollException(new TopicAuthorizationException("dibs.replies"));
            await().until(() -> reader.notReady().isPresent());
            assertThat(reader.notReady().orElseThrow()).startsWith("front: replies");
            assertThat(consumer.closed()).isTrue();
        }
    }
}
