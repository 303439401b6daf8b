package dibs.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How Dibs should stand beside another contender: a median of the ratios of the same rounds.
 *
 * @param of the contender that is measured by the other
 * @param to the other
 * @param bound of the ratio
 */
record Goal(String of, String to, Measure measure, double bound) {
    static final List<Goal> ALL = List.of(
            new Goal(Contenders.DIBS_KAFKA, Contenders.PASS_ONE, Measure.REFUSALS, 0.8),
            new Goal(Contenders.DIBS_KAFKA, Contenders.PASS_ONE, Measure.GRANTS, 0.45),
            new Goal(Contenders.DIBS_KAFKA, Contenders.PASS_SAME, Measure.REFUSALS, 0.9),
            new Goal(Contenders.DIBS_KAFKA, Contenders.PASS_SAME, Measure.GRANTS, 0.7),
            new Goal(Contenders.DIBS_KAFKA, Contenders.REDIS_LUA, Measure.REFUSALS, 3),
            new Goal(Contenders.DIBS_KAFKA, Contenders.REDIS_LUA, Measure.GRANTS, 3),
            new Goal(Contenders.DIBS_KAFKA, Contenders.REDIS_PIPELINED, Measure.REFUSALS, 0.7),
            new Goal(Contenders.DIBS_KAFKA, Contenders.REDIS_PIPELINED, Measure.GRANTS, 0.7),
            new Goal(Contenders.DIBS_KAFKA, Contenders.POSTGRES_HOT_ROW, Measure.REFUSALS, 10),
            new Goal(Contenders.DIBS_KAFKA, Contenders.POSTGRES_HOT_ROW, Measure.GRANTS, 10),
            new Goal(Contenders.DIBS_KAFKA, Contenders.ECHO, Measure.P50, 1.5),
            new Goal(Contenders.DIBS_KAFKA, Contenders.ECHO, Measure.P99, 2.5),
            new Goal(Contenders.DIBS_HTTP, Contenders.HTTP_NO_OP, Measure.GRANTS, 0.5),
            new Goal(Contenders.DIBS_HTTP, Contenders.HTTP_NO_OP, Measure.REFUSALS, 0.9),
            new Goal(Contenders.DIBS_KAFKA, Contenders.DIBS_MANY, Measure.GRANTS, 0.95),
            new Goal(Contenders.DIBS_KAFKA, Contenders.DIBS_MANY, Measure.REFUSALS, 0.95));

    /** What is divided. Rates are to be high, latencies low. */
    enum Measure {
        GRANTS("grants / s", Phase.GRANTS, true),
        REFUSALS("refusals / s", Phase.REFUSALS, true),
        P50("p50 of grants", Phase.GRANTS, false),
        P99("p99 of grants", Phase.GRANTS, false);

        private final String title;
        private final Phase phase;
        private final boolean high;

        Measure(String title, Phase phase, boolean high) {
            this.title = title;
            this.phase = phase;
            this.high = high;
        }

        String title() {
            return title;
        }

        boolean isHigh() {
            return high;
        }

        private List<Figure> figures(Row row) {
            return (high ? row.top() : row.calm()).get(phase);
        }

        private double value(Figure figure) {
            return switch (this) {
                case GRANTS, REFUSALS -> figure.rate();
                case P50 -> figure.p50();
                case P99 -> figure.p99();
            };
        }
    }

    /** What became of a goal. */
    record Result(Goal goal, String of, String to, Spread ratio, boolean met) {}

    /** Nothing where one of the two was not measured. */
    Optional<Result> result(Map<String, Row> rows) {
        Row first = rows.get(of);
        Row second = rows.get(to);
        if (first == null || second == null) {
            return Optional.empty();
        }
        Spread ratio = Spread.ofRatios(measure.figures(first), measure.figures(second), measure::value);
        boolean met = measure.isHigh() ? ratio.median() >= bound : ratio.median() <= bound;
        return ratio.known()
                ? Optional.of(new Result(this, first.title(), second.title(), ratio, met))
                : Optional.empty();
    }
}
