package dibs.trim;

import dibs.trim.PartitionTrim.Part;
import java.util.List;
import java.util.Locale;

/** A plan as people read it. Stateless and thread-safe. */
public final class TrimText {
    private TrimText() {}

    /** A line for each partition, and a sum. */
    public static String table(List<PartitionTrim> plan, boolean isDone) {
        StringBuilder out = new StringBuilder();
        long records = 0;
        for (PartitionTrim each : plan) {
            out.append(line(
                    "partition %d: requests %s; decisions %s%n",
                    each.partition(), words(each.requests()), words(each.decisions())));
            out.append(line(
                    "    held back at %d:%d by %s%n",
                    each.partition(), each.requests().to(), each.heldBackBy()));
            records += each.requests().records() + each.decisions().records();
        }
        if (plan.stream().allMatch(PartitionTrim::isEmpty)) {
            return out.append("nothing to delete\n").toString();
        }
        return out.append(line(
                        isDone
                                ? "deleted %,d records%n"
                                : "dry run: would delete %,d records; ./dibs trim --yes does it%n",
                        records))
                .toString();
    }

    private static String words(Part part) {
        return part.isEmpty()
                ? "nothing (begin at " + part.from() + ")"
                : line("from %d to %d, %,d records", part.from(), part.to(), part.records());
    }

    private static String line(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
