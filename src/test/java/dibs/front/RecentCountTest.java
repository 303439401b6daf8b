package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentCountTest {
    private static final long SPAN = Duration.ofSeconds(1).toNanos();
    private static final long SLOT = SPAN / 16;

    @Test
    void countsTheLastSpanToASixteenth() {
        SplittableRandom random = new SplittableRandom(7);
        RecentCount recent = new RecentCount(Duration.ofNanos(SPAN));
        Deque<Long> times = new ArrayDeque<>();
        // As nanoTime may: from below zero on.
        long now = -20 * SPAN;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(100) == 0 ? random.nextLong(3 * SPAN) : random.nextLong(SLOT / 4);
            if (random.nextBoolean()) {
                recent.add(now);
                times.add(now);
            }
            assertThat(recent.count(now)).isBetween(within(times, now, SPAN - SLOT), within(times, now, SPAN));
        }
    }

    private static int within(Deque<Long> times, long now, long span) {
        while (!times.isEmpty() && times.peek() <= now - SPAN) {
            times.remove();
        }
        return (int) times.stream().filter(time -> time > now - span).count();
    }
}
