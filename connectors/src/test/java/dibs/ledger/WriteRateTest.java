package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The rate as it follows a database that answers fast, slowly and not at all; time is a number here. */
class WriteRateTest {
    private static final int CEILING = 1_000;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long now = new SplittableRandom().nextLong();
    private final WriteRate rate = new WriteRate(CEILING, Duration.ofMillis(100), now);

    /** Writes for so long against a database that takes so many milliseconds for each batch; the rows written. */
    private int write(long nanos, long millisPerBatch) {
        int rows = 0;
        for (long end = now + nanos; end - now > 0; ) {
            now += rate.waitNanos(now);
            int batch = rate.rowsPerBatch();
            rate.answered(batch, now, now + millisPerBatch * MILLI);
            now += millisPerBatch * MILLI;
            rows += batch;
        }
        return rows;
    }

    @Test
    void itStaysAtTheCeilingWhileTheDatabaseIsFast() {
        assertThat(write(10 * SECOND, 5)).isBetween(10 * CEILING * 98 / 100, 10 * CEILING + rate.rowsPerBatch());
        assertThat(rate.rowsPerSecond()).isEqualTo(CEILING);
    }

    @Test
    void whatWasNotUsedIsMadeUpForInSmallPart() {
        write(SECOND, 5);
        now += 5 * SECOND;
        int burst = 0;
        while (rate.waitNanos(now) == 0) {
            rate.answered(rate.rowsPerBatch(), now, now);
            burst += rate.rowsPerBatch();
        }
        assertThat(burst).isBetween(CEILING / 10, CEILING / 10 + rate.rowsPerBatch());
    }

    @Test
    void aSlowBatchHalvesItAndItClimbsBackInSteps() {
        rate.answered(50, now, now + 101 * MILLI);
        assertThat(rate.rowsPerSecond()).isEqualTo(500);
        assertThat(rate.rowsPerBatch()).isEqualTo(25);
        write(SECOND + 100 * MILLI, 5);
        assertThat(rate.rowsPerSecond()).isEqualTo(550);
        write(11 * SECOND, 5);
        assertThat(rate.rowsPerSecond()).isEqualTo(CEILING);
    }

    @Test
    void failuresHalveItDownToAFloorThatIsNeverZero() {
        for (int i = 0; i < 100; i++) {
            rate.slowDown(now);
        }
        assertThat(rate.rowsPerSecond()).isEqualTo(CEILING / 64);
        assertThat(rate.rowsPerBatch()).isEqualTo(1);
        write(25 * SECOND, 5);
        assertThat(rate.rowsPerSecond()).isEqualTo(CEILING);
    }

    @Test
    void aCeilingOfOneRowASecondWorks() {
        WriteRate slowest = new WriteRate(1, Duration.ofMillis(100), now);
        slowest.slowDown(now);
        assertThat(slowest.rowsPerSecond()).isEqualTo(1);
        assertThat(slowest.rowsPerBatch()).isEqualTo(1);
        slowest.answered(1, now, now);
        slowest.answered(1, now, now);
        assertThat(slowest.waitNanos(now)).isBetween(SECOND, 2 * SECOND);
    }

    @Test
    void theLargestCeilingDoesNotOverflow() {
        WriteRate fastest = new WriteRate(1_000_000, Duration.ofMillis(100), now);
        assertThat(fastest.rowsPerBatch()).isEqualTo(WriteRate.MAX_BATCH_ROWS);
        fastest.answered(WriteRate.MAX_BATCH_ROWS, now, now);
        assertThat(fastest.waitNanos(now + MILLI)).isZero();
    }
}
