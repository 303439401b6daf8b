package dibs.audit;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What was found: how often by kind, and the examples that stand first on the log. Thread-safe. */
final class Findings {
    static final int EXAMPLES = 20;

    private final Map<Kind, Found> found = new EnumMap<>(Kind.class);

    /** One thing found, and where. */
    private record Example(Place at, String words) {}

    private static final class Found {
        private final TreeSet<Example> examples =
                new TreeSet<>(Comparator.comparing(Example::at).thenComparing(Example::words));
        private long count;
    }

    /**
     * Adds one.
     *
     * @param at the request, or the record of another topic, that it is about
     */
    synchronized void add(Kind kind, Place at, String words) {
        Found all = found.computeIfAbsent(kind, k -> new Found());
        all.count++;
        all.examples.add(new Example(at, words));
        if (all.examples.size() > EXAMPLES) {
            all.examples.pollLast();
        }
    }

    synchronized Map<Kind, AuditReport.Found> all() {
        Map<Kind, AuditReport.Found> all = new EnumMap<>(Kind.class);
        found.forEach((kind, each) -> {
            List<String> words = each.examples.stream().map(Example::words).toList();
            all.put(kind, new AuditReport.Found(each.count, words));
        });
        return all;
    }
}
