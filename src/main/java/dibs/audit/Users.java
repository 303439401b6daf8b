package dibs.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ids of users one after another in large blocks: a byte for the length, then the id. Not thread-safe. */
final class Users {
    private static final int BLOCK_BITS = 18;
    private static final int BLOCK = 1 << BLOCK_BITS;

    private final List<byte[]> blocks = new ArrayList<>();
    private int used = BLOCK;

    /** Keeps an id of at most 128 bytes; returns where. */
    long add(byte[] id) {
        if (used + 1 + id.length > BLOCK) {
            blocks.add(new byte[BLOCK]);
            used = 0;
        }
        byte[] block = blocks.get(blocks.size() - 1);
        long at = ((long) (blocks.size() - 1) << BLOCK_BITS) | used;
        block[used] = (byte) id.length;
        System.arraycopy(id, 0, block, used + 1, id.length);
        used += 1 + id.length;
        return at;
    }

    long bytes() {
        return (long) blocks.size() * BLOCK;
    }

    byte[] get(long at) {
        byte[] block = block(at);
        int from = from(at);
        return Arrays.copyOfRange(block, from, from + length(block, from));
    }

    boolean is(long at, byte[] id) {
        byte[] block = block(at);
        int from = from(at);
        return Arrays.equals(block, from, from + length(block, from), id, 0, id.length);
    }

    private byte[] block(long at) {
        return blocks.get((int) (at >> BLOCK_BITS));
    }

    private static int from(long at) {
        return (int) (at & (BLOCK - 1)) + 1;
    }

    private static int length(byte[] block, int from) {
        return block[from - 1] & 0xff;
    }
}
