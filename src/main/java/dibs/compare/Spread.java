package dibs.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The median of some rounds, with the least and the most beside it; all NaN where there was none. */
record Spread(double median, double least, double most) {

    static Spread of(double... values) {
        if (values.length == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    static Spread of(List<Figure> figures, ToDoubleFunction<Figure> value) {
        return of(figures.stream().mapToDouble(value).toArray());
    }

    /** Of the ratios in each round: what slows a round down slows both. */
    static Spread ofRatios(List<Figure> some, List<Figure> others, ToDoubleFunction<Figure> value) {
        return of(IntStream.range(0, Math.min(some.size(), others.size()))
                .mapToDouble(round -> value.applyAsDouble(some.get(round)) / value.applyAsDouble(others.get(round)))
                .toArray());
    }

    boolean known() {
        return !Double.isNaN(median);
    }
}
