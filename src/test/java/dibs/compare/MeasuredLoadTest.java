package dibs.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.compare.Load.Claim;
import dibs.compare.Load.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a load lets be claimed, and from when it counts. */
class MeasuredLoadTest {
    private static final double STALL_MILLIS = 300;

    /** It answers one claim late and all others at once: those that were due meanwhile have waited all the same. */
    @Test
    void theOpenLoopCountsFromWhenAClaimWasDue() throws Exception {
        MeasuredLoad load = new MeasuredLoad("c", 1, 1_000, 0.5, Outcome.GRANTED);
        boolean stalled = false;
        for (Claim claim = load.next(); claim != null; claim = load.next()) {
            if (!stalled) {
                stall();
                stalled = true;
            }
            claim.answered(Outcome.GRANTED, 0);
        }
        Figure figure = load.figure();
        assertThat(figure.answered()).as("none is left out").isEqualTo(500);
        assertThat(figure.p99()).isGreaterThan(STALL_MILLIS * 0.9);
        // Of 500 claims at least 300 were due during the stall, so half of all waited for a sixth of it or longer.
        assertThat(figure.p50()).isGreaterThan(STALL_MILLIS / 6 * 0.9);
    }

    private static void stall() {
        long end = System.nanoTime() + (long) (STALL_MILLIS * 1e6);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Test
    void theOpenLoopGivesNothingBeforeItIsDue() {
        MeasuredLoad load = new MeasuredLoad("c", 10, 0.1, 60, Outcome.GRANTED);
        assertThat(load.poll()).as("the first is due at once").isNotNull();
        assertThat(load.poll()).as("the second in ten seconds").isNull();
    }

    @Test
    void noMoreAreUnderWayThanWasSaid() {
        MeasuredLoad load = new MeasuredLoad("c", 3, 0, 60, Outcome.SOLD_OUT);
        List<Claim> taken = new ArrayList<>();
        for (Claim claim = load.poll(); claim != null; claim = load.poll()) {
            taken.add(claim);
        }
        assertThat(taken).hasSize(3);
        taken.get(0).answered(Outcome.SOLD_OUT, 0);
        assertThat(load.poll()).isNotNull();
        assertThat(load.poll()).isNull();
    }

    @Test
    void eachUserClaimsOnceAndWhatIsNotAsExpectedIsCounted() throws Exception {
        MeasuredLoad load = new MeasuredLoad("c", 5, 1_000, 0.1, Outcome.GRANTED);
        Set<String> users = new HashSet<>();
        for (Claim claim = load.next(); claim != null; claim = load.next()) {
            assertThat(users.add(claim.user())).isTrue();
            switch (users.size() % 4) {
                case 0 -> claim.answered(Outcome.SOLD_OUT, 0);
                case 1 -> claim.failed(new IOException("away"));
                default -> claim.answered(Outcome.GRANTED, 0);
            }
        }
        Figure figure = load.figure();
        assertThat(users).hasSize(100);
        assertThat(figure.answered()).isEqualTo(75);
        assertThat(figure.other()).isEqualTo(25);
        assertThat(figure.failed()).isEqualTo(25);
        assertThat(figure.failure()).contains("away");
        assertThat(figure.rate()).isLessThanOrEqualTo(500);
    }
}
