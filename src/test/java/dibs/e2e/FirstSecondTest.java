package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.rush.HttpTarget;
import dibs.rush.Journal;
import dibs.rush.Rush;
import dibs.rush.RushPlan;
import dibs.rush.RushReport;
import dibs.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the warm-up is worth: the first second of claims right after the ready line of a process of its own, with and
 * without it in turn. The generator is warm; it prints, and asserts only that nothing contradicts.
 */
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true")
class FirstSecondTest {
    private static final int RATE = Integer.getInteger("dibs.first-second.rate", 500);
    private static final int ROUNDS = Integer.getInteger("dibs.first-second.rounds", 6);
    private static final int SECONDS = 5;
    private static final List<String> WARM_UPS =
            List.of(System.getProperty("dibs.first-second.warm-ups", "0s,2s").split(","));

    @TempDir
    Path folder;

    @Test
    void printsTheFirstSecondsOfFreshStarts() {
        // The first round warms the generator, and is not shown.
        for (int round = 0; round <= ROUNDS; round++) {
            for (String warmUp : WARM_UPS) {
                List<String> line = new ArrayList<>();
                long begun = System.nanoTime();
                Path data = folder.resolve("data-" + round + "-" + warmUp);
                try (ServeProcess serve = ServeProcess.start(data, "--set", "front.warm-up=" + warmUp)) {
                    double start = (System.nanoTime() - begun) / 1e9;
                    for (int second = 1; second <= SECONDS; second++) {
                        line.add(second(serve, "second-" + second));
                    }
                    System.out.printf(
                            Locale.ROOT,
                            "round %d warm-up %s: start %.1f s; p50/p99 ms %s%n",
                            round,
                            warmUp,
                            start,
                            line);
                }
            }
        }
    }

    private static String second(ServeProcess serve, String campaign) {
        Duration aMinute = Duration.ofMinutes(1);
        RushPlan plan =
                new RushPlan(campaign, RATE, 1, RATE, RATE, RATE / 2 * 100L, 100, Duration.ZERO, aMinute, aMinute);
        try (HttpTarget target = new HttpTarget(serve.http(), aMinute);
                Journal none = Journal.none()) {
            RushReport report = new Rush(plan, target, none).run(Progress.none());
            assertThat(report.contradictions()).isEmpty();
            RushReport.Latency grants = report.latencies().get("all grants");
            return String.format(Locale.ROOT, "%.0f/%.0f", grants.p50(), grants.p99());
        }
    }
}
