package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClaimQueueTest {
    private final AtomicLong now = new AtomicLong();
    private final ClaimQueue queue = new ClaimQueue(Duration.ofHours(1), now::get);

    @Test
    void asManyMayWaitAsWereDecidedLately() {
        join(1_000);
        leave(600, true);
        assertThat(queue.isFull()).as("400 wait, 600 were decided").isFalse();
        join(199);
        assertThat(queue.isFull()).isFalse();
        join(1);
        assertThat(queue.isFull()).as("600 wait, 600 were decided").isTrue();
        assertThat(queue.isHalfEmpty()).isFalse();
        leave(301, false);
        assertThat(queue.isHalfEmpty()).as("299 wait, 600 were decided").isTrue();
    }

    @Test
    void afterAPauseAFewMayWait() {
        join(255);
        assertThat(queue.isFull()).isFalse();
        join(1);
        assertThat(queue.isFull()).isTrue();
    }

    @Test
    void whatTimedOutWasNotDecided() {
        join(900);
        leave(200, false);
        assertThat(queue.isFull()).isTrue();
    }

    @Test
    void theLongerItIsTooMuchTheLongerOneShouldStayAway() {
        join(256);
        assertThat(queue.secondsToStayAway()).isEqualTo(1);
        now.addAndGet(TimeUnit.SECONDS.toNanos(7));
        assertThat(queue.isFull()).isTrue();
        assertThat(queue.secondsToStayAway()).isEqualTo(7);
        now.addAndGet(TimeUnit.SECONDS.toNanos(70));
        assertThat(queue.secondsToStayAway()).isEqualTo(20);
        leave(129, false);
        assertThat(queue.isHalfEmpty()).isTrue();
        assertThat(queue.secondsToStayAway()).isEqualTo(1);
    }

    private void join(int claims) {
        for (int i = 0; i < claims; i++) {
            queue.join();
        }
    }

    private void leave(int claims, boolean decided) {
        for (int i = 0; i < claims; i++) {
            queue.leave(decided);
        }
    }
}
