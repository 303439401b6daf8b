package dibs.rush;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** How long final answers took, from the moment a claim was due, by outcome. Thread-safe. */
final class Latencies {
    private static final long LARGEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 3;
    private static final double MICROS = 1_000.0;

    private final Map<String, Histogram> byOutcome = new TreeMap<>();
    private final Histogram grants = new Histogram(LARGEST_MICROS, DIGITS);
    private final Histogram refusals = new Histogram(LARGEST_MICROS, DIGITS);
    private final Histogram leftLate = new Histogram(LARGEST_MICROS, DIGITS);

    /** Adds how much later than due a claim left. */
    synchronized void left(long nanos) {
        leftLate.recordValue(micros(nanos));
    }

    synchronized void add(Reply reply, long nanos) {
        long micros = micros(nanos);
        byOutcome
                .computeIfAbsent(reply.outcome(), outcome -> new Histogram(LARGEST_MICROS, DIGITS))
                .recordValue(micros);
        if (reply.kind() != Reply.Kind.INVALID) {
            (reply.kind() == Reply.Kind.GRANT ? grants : refusals).recordValue(micros);
        }
    }

    /** Milliseconds by outcome, with all grants and all refusals last. */
    synchronized Map<String, RushReport.Latency> all() {
        Map<String, RushReport.Latency> all = new LinkedHashMap<>();
        byOutcome.forEach((outcome, histogram) -> all.put(outcome, latency(histogram)));
        all.put("all grants", latency(grants));
        all.put("all refusals", latency(refusals));
        return all;
    }

    synchronized RushReport.Latency leftLate() {
        return latency(leftLate);
    }

    private static long micros(long nanos) {
        return Math.min(LARGEST_MICROS, Math.max(0, nanos / 1_000));
    }

    private static RushReport.Latency latency(Histogram micros) {
        return new RushReport.Latency(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / MICROS,
                micros.getValueAtPercentile(90) / MICROS,
                micros.getValueAtPercentile(99) / MICROS,
                micros.getValueAtPercentile(99.9) / MICROS,
                micros.getMaxValue() / MICROS);
    }

    /** How many grants and refusals took so long: the bound in milliseconds, doubled from line to line. */
    synchronized Map<Double, List<Long>> picture() {
        Map<Double, List<Long>> picture = new LinkedHashMap<>();
        long max = Math.max(grants.getMaxValue(), refusals.getMaxValue());
        long below = 0;
        for (long bound = 500; below <= max; bound *= 2) {
            picture.put(
                    bound / MICROS,
                    List.of(
                            grants.getCountBetweenValues(below, bound - 1),
                            refusals.getCountBetweenValues(below, bound - 1)));
            below = bound;
        }
        return picture;
    }
}
