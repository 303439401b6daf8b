package dibs.compare;

import dibs.stream.HomePartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Where the limits' records go, which is where those of the decider go. Stateless. */
final class SamplePartitioners {
    private static final char SEPARATOR = '\0';

    /** A reply: to the partition in its key. */
    static final StreamPartitioner<byte[], byte[]> REPLY = (topic, key, value, partitions) ->
            Optional.of(Set.of(ByteBuffer.wrap(key).getInt()));

    /** A store's record: to the partition of its campaign. */
    static final StreamPartitioner<byte[], byte[]> HOME = (topic, key, value, partitions) -> {
        String text = new String(key, StandardCharsets.UTF_8);
        return Optional.of(Set.of(HomePartition.of(text.substring(0, text.indexOf(SEPARATOR)), partitions)));
    };

    private SamplePartitioners() {}

    static byte[] replyKey(int partition) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(partition).array();
    }

    static byte[] storeKey(byte[] campaign, byte[] user) {
        return ByteBuffer.allocate(campaign.length + 1 + user.length)
                .put(campaign)
                .put((byte) SEPARATOR)
                .put(user)
                .array();
    }
}
