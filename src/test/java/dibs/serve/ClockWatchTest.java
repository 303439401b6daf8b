package dibs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private final List<Duration> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-01T12:00:00Z");
    private final ClockWatch watch = new ClockWatch(() -> now, told::add);

    @Test
    void aClockThatIsSetBackIsTold() {
        step(1, 1, -5);
        assertThat(told).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void soIsOneThatIsRightAgainAfterItWasAhead() {
        step(600, -600);
        assertThat(told).containsExactly(Duration.ofMinutes(10));
    }

    @Test
    void smallStepsAddUp() {
        step(1, -2, -2);
        assertThat(told).containsExactly(Duration.ofSeconds(4));
    }

    @Test
    void whatASessionBearsIsNotTold() {
        step(1, -3, 3, -3);
        assertThat(told).isEmpty();
    }

    @Test
    void norIsAClockThatIsSetAhead() {
        step(600, 1, 3_600);
        assertThat(told).isEmpty();
    }

    /** The clock goes on by so many seconds, and is looked at. */
    private void step(int... seconds) {
        for (int each : seconds) {
            now = now.plusSeconds(each);
            watch.look();
        }
    }
}
