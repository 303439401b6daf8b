package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.serve.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three instances restarted one after another under load, as docs/operations.md tells: callers meet nothing but 202 and
 * 503, each partition stands still for a bounded time, and the audit is clean.
 */
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class RollingRestartTest {
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(15);

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void nobodyIsTurnedAwayForLong(int standbys) throws Exception {
        try (RunningDibs ledger = RunningDibs.start(EnumSet.of(Role.LEDGER), "ledger.rows-per-second=5000");
                Fleet fleet = Fleet.of(3, dir, ledger, "decider.standbys=" + standbys);
                Askers askers = Askers.of(fleet, 8)) {
            askers.awaitAnswers(500);
            for (int instance = 0; instance < 3; instance++) {
                fleet.restartOutOfSight(0);
                askers.awaitAnswers(500);
            }
            askers.stop();
            Duration standstill = DecisionGaps.longest(ledger.topic("decisions"));
            System.out.printf(
                    "standbys %d: no decision for %d ms at most; %s%n",
                    standbys, standstill.toMillis(), askers.summary());
            assertThat(askers.answered("no answer")).as("calls that broke off").isZero();
            assertThat(standstill).isLessThan(LONGEST_STANDSTILL);
            Audited.clean(ledger, askers.journal());
        }
    }
}
