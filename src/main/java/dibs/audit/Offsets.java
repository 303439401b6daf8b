package dibs.audit;

import java.util.Arrays;
import java.util.BitSet;

/** A growing list of offsets in ascending order, each with a mark. Not thread-safe. */
final class Offsets {
    private final BitSet marked = new BitSet();
    private long[] offsets = new long[4];
    private int size;

    /** Adds one that is larger than all before. */
    void add(long offset) {
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        offsets[size++] = offset;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return offsets[index];
    }

    /** Where {@code offset} stands; negative if it is not there. */
    int find(long offset) {
        return Arrays.binarySearch(offsets, 0, size, offset);
    }

    boolean isMarked(int index) {
        return marked.get(index);
    }

    void mark(int index) {
        marked.set(index);
    }
}
