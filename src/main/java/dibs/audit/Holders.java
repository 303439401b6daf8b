package dibs.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Who holds a grant of one campaign, in the order of the ranks, in some 50 bytes each.
 *
 * <p>Plain arrays, because an audit holds every grant of a log at once: the user's id, the offset of the claim, and a
 * digest of label and time; rank and amount follow from the place and the campaign. An open-addressing hash table with
 * linear probing finds a user; its hash is salted, as users choose their ids. Not thread-safe.
 */
final class Holders {
    /** Marks beside a grant; below them stands the partition of the entry's topic. */
    static final int ENTRY_SEEN = 1 << 24;

    static final int ROW_DUE = 1 << 25;
    static final int ROW_SEEN = 1 << 26;
    /** Among the dead letters. */
    static final int SET_ASIDE = 1 << 27;

    static final int WRITTEN_OFF = 1 << 28;
    private static final int PARTITION = ENTRY_SEEN - 1;

    private final Users ids;
    private final long salt;
    private int[] table = new int[8];
    private long[] users = new long[4];
    private long[] offsets = new long[4];
    private long[] digests = new long[4];
    private int[] marks = new int[4];
    private int size;

    Holders(Users ids, long salt) {
        this.ids = ids;
        this.salt = salt;
    }

    int size() {
        return size;
    }

    /** Memory for the grants, without the users' ids. */
    long bytes() {
        return 4L * table.length + 28L * users.length;
    }

    /** The place of the user's grant, which is its rank less one; -1: none. */
    int find(String user) {
        return table[slot(bytes(user))] - 1;
    }

    /** Adds the next grant; the user must have none. */
    void add(String user, long offset, long digest, int entryPartition) {
        if (size == users.length) {
            grow();
        }
        byte[] id = bytes(user);
        users[size] = ids.add(id);
        offsets[size] = offset;
        digests[size] = digest;
        marks[size] = entryPartition;
        table[slot(id)] = ++size;
        if (size > table.length / 2) {
            rehash();
        }
    }

    String user(int holder) {
        return new String(ids.get(users[holder]), StandardCharsets.ISO_8859_1);
    }

    long offset(int holder) {
        return offsets[holder];
    }

    long digest(int holder) {
        return digests[holder];
    }

    int entryPartition(int holder) {
        return marks[holder] & PARTITION;
    }

    /** All marks of a grant. */
    int marks(int holder) {
        return marks[holder];
    }

    void mark(int holder, int mark) {
        marks[holder] |= mark;
    }

    private void grow() {
        int capacity = size + (size >> 1) + 4;
        users = Arrays.copyOf(users, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        digests = Arrays.copyOf(digests, capacity);
        marks = Arrays.copyOf(marks, capacity);
    }

    private void rehash() {
        table = new int[table.length * 2];
        for (int holder = 0; holder < size; holder++) {
            table[slot(ids.get(users[holder]))] = holder + 1;
        }
    }

    /** Where the user stands in the table, or would stand. */
    private int slot(byte[] id) {
        int mask = table.length - 1;
        int slot = (int) Digest.of(id, salt) & mask;
        while (table[slot] != 0 && !ids.is(users[table[slot] - 1], id)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Ids of users are ASCII. */
    private static byte[] bytes(String user) {
        return user.getBytes(StandardCharsets.ISO_8859_1);
    }
}
