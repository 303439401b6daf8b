package dibs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeciderReadsTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

    @TempDir
    Path stateDir;

    /** Such a thread has lost its partitions by the group's rules, or will, and does not know. */
    @Test
    void aPartitionWhoseThreadHangsIsNotTakenForOwned() {
        DeciderReads reads = new DeciderReads(1, now::get);
        try (TestDecider decider = new TestDecider(stateDir, reads)) {
            decider.send("spring", TestDecider.OPEN);
            assertThat(reads.owned()).containsExactly(0);
            pass(DeciderReads.STANDSTILL);
            assertThat(reads.owned()).isEmpty();
            assertThat(reads.of(0)).isEmpty();
            assertThat(reads.hanging()).containsExactly(0);

            decider.passASecond();
            assertThat(reads.owned()).containsExactly(0);
            assertThat(reads.of(0)).isPresent();
            assertThat(reads.hanging()).isEmpty();
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
