package dibs.audit;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was looked at. Thread-safe. */
final class Counts {
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    Counts() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        counts.get(count).increment();
    }

    void add(Count count, long more) {
        counts.get(count).add(more);
    }

    Map<Count, Long> all() {
        Map<Count, Long> all = new EnumMap<>(Count.class);
        counts.forEach((count, sum) -> all.put(count, sum.sum()));
        return all;
    }
}
