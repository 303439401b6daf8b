package dibs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark: once and shortly in each build, so that none rots; in {@code -Pproof} as JMH is meant to be run,
 * and prints the figures. Speed is not asserted.
 */
class BenchmarksTest {
    private static final boolean PROOF = Boolean.getBoolean("dibs.proof");
    private static final int BENCHMARKS = 18;

    @Test
    void everyBenchmarkHasAFigure() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("dibs\\..*Benchmark")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .shouldFailOnError(true)
                .threads(1);
        Collection<RunResult> results =
                new Runner(PROOF ? thorough(options).build() : brief(options).build()).run();
        assertThat(results)
                .hasSize(BENCHMARKS)
                .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore())
                        .as(result.getPrimaryResult().getLabel())
                        .isPositive());
    }

    private static ChainedOptionsBuilder thorough(ChainedOptionsBuilder options) {
        return options.forks(2)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(2))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(2));
    }

    private static ChainedOptionsBuilder brief(ChainedOptionsBuilder options) {
        return options.forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .verbosity(VerboseMode.SILENT);
    }
}
