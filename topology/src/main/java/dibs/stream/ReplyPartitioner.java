package dibs.stream;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends a reply to the partition its front reads, which the record's key holds as 4 bytes. Stateless. */
final class ReplyPartitioner implements StreamPartitioner<byte[], byte[]> {

    static byte[] key(int partition) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(partition).array();
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int numPartitions) {
        return Optional.of(Set.of(ByteBuffer.wrap(key).getInt()));
    }
}
