package dibs.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store in memory whose changes can be taken back to the last commit, as exactly-once does with the real ones. */
final class TransactionalStore implements KeyValueStore<Bytes, byte[]> {
    private final String name;
    private final boolean keepsWhatIsDeleted;
    private final NavigableMap<Bytes, byte[]> entries = new TreeMap<>();
    /** What there was at the last commit under each key changed since; null where there was nothing. */
    private final Map<Bytes, byte[]> before = new HashMap<>();

    private int deleted;

    /** With {@code keepsWhatIsDeleted} it is broken on purpose. */
    TransactionalStore(String name, boolean keepsWhatIsDeleted) {
        this.name = name;
        this.keepsWhatIsDeleted = keepsWhatIsDeleted;
    }

    void commit() {
        before.clear();
    }

    void abort() {
        before.forEach((key, value) -> set(key, value));
        before.clear();
    }

    NavigableMap<Bytes, byte[]> entries() {
        return entries;
    }

    /** How many keys were deleted since this was asked last. */
    int takeDeleted() {
        int count = deleted;
        deleted = 0;
        return count;
    }

    private void set(Bytes key, byte[] value) {
        if (value == null) {
            entries.remove(key);
        } else {
            entries.put(key, value);
        }
    }

    @Override
    public void put(Bytes key, byte[] value) {
        if (!before.containsKey(key)) {
            before.put(key, entries.get(key));
        }
        set(key, value);
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        byte[] there = get(key);
        if (there == null) {
            put(key, value);
        }
        return there;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> all) {
        all.forEach(each -> put(each.key, each.value));
    }

    @Override
    public byte[] delete(Bytes key) {
        byte[] there = get(key);
        deleted++;
        if (!keepsWhatIsDeleted) {
            put(key, null);
        }
        return there;
    }

    @Override
    public byte[] get(Bytes key) {
        return entries.get(key);
    }

    /** Both ends included, as the interface says. */
    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        NavigableMap<Bytes, byte[]> part = from == null ? entries : entries.tailMap(from, true);
        return new Entries(to == null ? part : part.headMap(to, true));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return new Entries(entries);
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        context.register(root, (key, value) -> {});
    }

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Lazy, since a range may be asked for its first few entries only. */
    private static final class Entries implements KeyValueIterator<Bytes, byte[]> {
        private final NavigableMap<Bytes, byte[]> map;
        private Map.Entry<Bytes, byte[]> next;

        Entries(NavigableMap<Bytes, byte[]> map) {
            this.map = map;
            this.next = map.firstEntry();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            KeyValue<Bytes, byte[]> entry = KeyValue.pair(next.getKey(), next.getValue());
            next = map.higherEntry(next.getKey());
            return entry;
        }

        @Override
        public Bytes peekNextKey() {
            return next.getKey();
        }

        @Override
        public void close() {}
    }
}
