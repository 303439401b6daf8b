package dibs.stream;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Where the front that waits for a decision can be told; travels as the header {@value #HEADER} of the request and of
 * the reply: partition (4 bytes), front (8), sequence (8), big-endian.
 *
 * @param partition of {@code dibs.replies} that the front reads
 * @param front the front's own random number, so that one front never takes another's reply
 * @param sequence the front's own count of requests; never a label of the caller
 */
public record ReplyAddress(int partition, long front, long sequence) {
    public static final String HEADER = "dibs-reply";

    private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(partition)
                .putLong(front)
                .putLong(sequence)
                .array();
    }

    /** The address in {@code headers}, or null if there is none or it is malformed: a header is only a hint. */
    public static ReplyAddress in(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null || header.value().length != BYTES) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(header.value());
        return new ReplyAddress(in.getInt(), in.getLong(), in.getLong());
    }
}
