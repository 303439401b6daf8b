package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.serve.Role;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instances in processes of their own on one broker: whatever is asked of whichever of them is right, while they are
 * added, stopped, paused past their session's end, and killed.
 */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class ManyInstancesTest {
    @TempDir
    Path dir;

    @Test
    void whateverIsAskedOfWhomeverIsRight() throws Exception {
        int faults = Proof.times(2, 52);
        try (RunningDibs ledger = RunningDibs.start(EnumSet.of(Role.LEDGER), "ledger.rows-per-second=5000");
                Fleet fleet = Fleet.of(Proof.times(2, 3), dir, ledger);
                Askers askers = Askers.of(fleet, 8)) {
            askers.awaitAnswers(500);
            for (int fault = 0; fault < faults; fault++) {
                fleet.suffer(fault);
                askers.awaitAnswers(200);
            }
            askers.stop();
            System.out.printf("%d faults: %s; %s%n", faults, fleet.suffered(), askers.summary());
            assertThat(askers.answered("sold_out")).isPositive();
            assertThat(askers.answered("granted")).isPositive();
            Audited.clean(ledger, askers.journal());
        }
    }
}
