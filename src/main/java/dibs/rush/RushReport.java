package dibs.rush;

import java.util.List;
import java.util.Map;

/**
 * What a rush did and was told.
 *
 * @param askedRate claims a second; 0: closed loop
 * @param sentRate claims a second that left
 * @param answeredRate final answers a second
 * @param seconds from the first claim to the last final answer
 * @param latencies milliseconds from when a claim was due to its final answer, by outcome
 * @param leftLate milliseconds from when a claim was due to when it left
 * @param picture counts of grants and of refusals by upper bound in milliseconds
 * @param attempts what came between: attempts without an answer, turned away, told undecided
 * @param usersGranted users who were told yes
 * @param pointsGranted as told
 */
public record RushReport(
        RushPlan plan,
        String target,
        double askedRate,
        double sentRate,
        double answeredRate,
        double seconds,
        Map<String, Latency> latencies,
        Latency leftLate,
        Map<Double, List<Long>> picture,
        Map<String, Long> attempts,
        long usersGranted,
        long pointsGranted,
        Map<Contradiction, Found> contradictions) {

    /** Milliseconds. */
    public record Latency(long count, double p50, double p90, double p99, double p999, double max) {}

    /** Contradictions of one kind; examples are a few of them. */
    public record Found(long count, List<String> examples) {}

    public boolean isClean() {
        return contradictions.isEmpty();
    }
}
