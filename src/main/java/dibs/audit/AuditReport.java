package dibs.audit;

import java.util.List;
import java.util.Map;

/**
 * What an audit found, and what it looked at.
 *
 * @param findings by kind, in the order of the kinds; empty if all is well
 * @param looked what was compared, and what could not be
 * @param cut where each partition of the requests was cut, as {@code partition:offset}
 * @param notRecomputed what was taken as it is, since the log begins later
 * @param seconds it took
 * @param records read from Kafka, copies counted as well
 */
public record AuditReport(
        Map<Kind, Found> findings,
        Map<Count, Long> looked,
        List<String> cut,
        NotRecomputed notRecomputed,
        double seconds,
        long records) {

    /**
     * Findings of one kind.
     *
     * @param examples at most 20, those that stand first on the log
     */
    public record Found(long count, List<String> examples) {}

    /**
     * Archived campaigns whose opening was trimmed.
     *
     * @param examples their ids, at most 20
     * @param begins where the partitions begin that begin later, as {@code partition:offset}
     */
    public record NotRecomputed(int campaigns, List<String> examples, List<String> begins) {}

    public boolean isClean() {
        return findings.isEmpty();
    }

    public long looked(Count count) {
        return looked.get(count);
    }

    public long found(Kind kind) {
        return findings.containsKey(kind) ? findings.get(kind).count() : 0;
    }
}
