package dibs.audit;

import java.util.Arrays;

/**
 * What a user without a grant would have been told at each position of a campaign: one entry for each change.
 *
 * <p>It answers for a "no" at any position without keeping every decision. Not thread-safe.
 */
final class History {
    /** Before the campaign was opened. */
    static final String UNKNOWN = "unknown_campaign";

    private long[] offsets = new long[2];
    private String[] outcomes = new String[2];
    private int size;

    /** From {@code offset} on, which lies after all before. */
    void add(long offset, String outcome) {
        if (size > 0 && outcomes[size - 1].equals(outcome)) {
            return;
        }
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, size * 2);
            outcomes = Arrays.copyOf(outcomes, size * 2);
        }
        offsets[size] = offset;
        outcomes[size++] = outcome;
    }

    String at(long offset) {
        int found = Arrays.binarySearch(offsets, 0, size, offset);
        int last = found >= 0 ? found : -found - 2;
        return last < 0 ? UNKNOWN : outcomes[last];
    }
}
