package dibs.compare;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param machine for people
 * @param pinning the same
 */
public record CompareReport(
        ComparePlan plan, String machine, String pinning, List<Row> rows, List<Goal.Result> goals, double seconds) {

    /** Whether Dibs was measured to the end and did nothing wrong. */
    public boolean isRight() {
        return rows.stream().allMatch(Row::isRight);
    }
}
