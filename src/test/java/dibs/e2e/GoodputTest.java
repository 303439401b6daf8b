package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dibs.rush.HttpTarget;
import dibs.rush.Journal;
import dibs.rush.Rush;
import dibs.rush.RushPlan;
import dibs.rush.RushReport;
import dibs.rush.Target;
import dibs.terminal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a front is worth while three times as many claims come as can be decided. Server and senders have a processor
 * each, so that the senders' work is not taken from the server. Measured in {@code -Pproof} only; there the server gets
 * what it is served with, not the tests' quickly compiled code.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class GoodputTest {
    private static final int ROUNDS = Proof.times(0, 5);
    private static final int OVERLOAD = 3;
    private static final int SENDERS = 200;
    private static final int SECONDS = 10;

    @TempDir
    Path dir;

    private int rushes;

    @Test
    void threeTimesTooMuchIsAsGoodAsEnough() throws Exception {
        assumeTrue(ROUNDS > 0, "measured in -Pproof");
        Path journal = dir.resolve("journal");
        pinThisProcess(0); // What it starts inherits that, and what those start.
        try (ServeProcess serve = ServeProcess.startWith(
                        List.of("-Xmx1g", "-XX:TieredStopAtLevel=4"),
                        dir.resolve("data"),
                        "--redis",
                        "none",
                        "--set",
                        "front.max-wait=1s");
                Journal written = Journal.at(journal)) {
            pinThisProcess(1);
            double capacity = run(serve, written, 0, 3_000).answeredRate();
            capacity = run(serve, written, 0, (int) (capacity * 20)).answeredRate();
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                double best = run(serve, written, 0, (int) (capacity * SECONDS)).answeredRate();
                RushReport over = run(serve, written, OVERLOAD * best, (int) (OVERLOAD * best * SECONDS));
                double goodput = over.usersGranted() / over.seconds();
                ratios.add(goodput / best);
                System.out.printf(
                        Locale.ROOT,
                        "best %.0f/s; offered %.0f/s, sent %.0f/s, granted %.0f/s: %.2f; %s; left late %s; %s%n",
                        best,
                        over.askedRate(),
                        over.sentRate(),
                        goodput,
                        goodput / best,
                        over.attempts(),
                        over.leftLate(),
                        over.latencies());
            }
            System.out.println("goodput / best: " + ratios);
        }
    }

    /** Closed loop at rate 0; who is turned away does not come back. */
    private RushReport run(ServeProcess serve, Journal journal, double rate, int users) {
        RushPlan plan = new RushPlan(
                "rushed-" + rushes++,
                users,
                1,
                rate,
                rate == 0 ? SENDERS : 10_000,
                users * 100L,
                100,
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofMillis(rate == 0 ? 60_000 : 1));
        try (Target target = new HttpTarget(serve.http(), Duration.ofSeconds(30))) {
            return new Rush(plan, target, journal).run(Progress.none());
        }
    }

    private static void pinThisProcess(int processor) throws IOException, InterruptedException {
        String self = Long.toString(ProcessHandle.current().pid());
        Process taskset = new ProcessBuilder("taskset", "-acp", Integer.toString(processor), self)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(taskset.waitFor()).isZero();
    }
}
