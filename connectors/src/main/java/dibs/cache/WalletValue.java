package dibs.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * A wallet as Redis holds it, all numbers big-endian: format (1 byte: 1 raw, 2 LZ4), watch (8), time of filling (8,
 * milliseconds since 1970), checksum (8, XXH64), then the JSON as it is, or its length (4) and an LZ4 block.
 *
 * <p>The checksum covers everything else and the user's id, so that whatever is damaged, cut short, or was written for
 * somebody else, is no value at all. Immutable.
 *
 * @param watch under which it was filled; see {@link Watches}
 * @param filledAt by the clock of the front that filled it
 * @param json {@value #MAX_JSON} bytes at most
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record WalletValue(long watch, long filledAt, byte[] json) {
    static final byte RAW = 1;
    static final byte LZ4 = 2;

    /** Between one entry, of which LZ4 saves nothing, and two, of which it saves a sixth: see docs/performance.md. */
    static final int COMPRESS_FROM = 240;

    /** Twenty entries have about 3,600. */
    static final int MAX_JSON = 16 * 1024;

    private static final int CHECKSUM_AT = 1 + 2 * Long.BYTES;
    private static final int BODY_AT = CHECKSUM_AT + Long.BYTES;

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();
    private static final XXHash64 HASH = XXHashFactory.fastestInstance().hash64();

    byte[] pack(String user) {
        return pack(user, COMPRESS_FROM);
    }

    byte[] pack(String user, int compressFrom) {
        if (json.length > MAX_JSON) {
            throw new IllegalArgumentException("a wallet of " + json.length + " bytes");
        }
        byte[] block = json.length < compressFrom ? json : compressed();
        byte[] body = block.length < json.length ? block : json;
        ByteBuffer out = ByteBuffer.allocate(BODY_AT + body.length)
                .put(body == json ? RAW : LZ4)
                .putLong(watch)
                .putLong(filledAt)
                .putLong(0)
                .put(body);
        return out.putLong(CHECKSUM_AT, checksum(user, out.array())).array();
    }

    private byte[] compressed() {
        byte[] block = new byte[Integer.BYTES + COMPRESSOR.maxCompressedLength(json.length)];
        int length = COMPRESSOR.compress(json, 0, json.length, block, Integer.BYTES);
        ByteBuffer.wrap(block).putInt(json.length);
        return Arrays.copyOf(block, Integer.BYTES + length);
    }

    /** What was packed for {@code user}; empty for anything else, whatever the bytes are. */
    static Optional<WalletValue> unpack(String user, byte[] bytes) {
        if (bytes.length <= BODY_AT || bytes.length > BODY_AT + Integer.BYTES + MAX_JSON) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getLong(CHECKSUM_AT) != checksum(user, bytes)) {
            return Optional.empty();
        }
        long watch = in.getLong(1);
        long filledAt = in.getLong(1 + Long.BYTES);
        return switch (bytes[0]) {
            case RAW -> Optional.of(new WalletValue(watch, filledAt, Arrays.copyOfRange(bytes, BODY_AT, bytes.length)));
            case LZ4 -> decompressed(bytes).map(json -> new WalletValue(watch, filledAt, json));
            default -> Optional.empty();
        };
    }

    private static Optional<byte[]> decompressed(byte[] bytes) {
        int from = BODY_AT + Integer.BYTES;
        int length = bytes.length <= from ? -1 : ByteBuffer.wrap(bytes).getInt(BODY_AT);
        if (length < 0 || length > MAX_JSON) {
            return Optional.empty();
        }
        byte[] json = new byte[length];
        try {
            int found = DECOMPRESSOR.decompress(bytes, from, bytes.length - from, json, 0, length);
            return found == length ? Optional.of(json) : Optional.empty();
        } catch (LZ4Exception e) {
            return Optional.empty();
        }
    }

    /** Of the user's id, of what lies before the checksum, and of what lies behind it, each seeded by the last. */
    private static long checksum(String user, byte[] bytes) {
        byte[] id = user.getBytes(StandardCharsets.UTF_8);
        long head = HASH.hash(bytes, 0, CHECKSUM_AT, HASH.hash(id, 0, id.length, 0));
        return HASH.hash(bytes, BODY_AT, bytes.length - BODY_AT, head);
    }
}
