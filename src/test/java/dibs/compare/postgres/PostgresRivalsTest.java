package dibs.compare.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.compare.Contender;
import dibs.compare.Contender.Grant;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.compare.RecordedLoad;
import dibs.compare.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contenders on a real PostgreSQL: what they answer, and what is left of it after a kill. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PostgresRivalsTest {
    @TempDir
    Path dir;

    @Test
    void theHotRowIsRightAndLosesNothing() throws Exception {
        try (Contender hotRow = PostgresHotRow.start(dir, Durability.P, Cpus.ALL)) {
            isRightAndLosesNothing(hotRow);
        }
    }

    @Test
    void batchesAreRightAndLoseNothing() throws Exception {
        try (Contender batched = PostgresBatched.start(dir, Durability.D, Cpus.ALL)) {
            isRightAndLosesNothing(batched);
        }
    }

    private static void isRightAndLosesNothing(Contender contender) throws Exception {
        Trial.answersInOrder(contender, true);
        Trial.contestedWithRanks(contender);
        RecordedLoad load = Trial.killed(contender, "killed");
        List<Grant> stored = contender.grants("killed");
        assertThat(load.lost(stored)).isEmpty();
        assertThat(RecordedLoad.isGapFree(stored)).isTrue();
        assertThat(stored).hasSize(100);
    }
}
