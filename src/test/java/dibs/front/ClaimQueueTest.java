package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClaimQueueTest {
    private final AtomicLong now = new AtomicLong();
    private final ClaimQueue queue = new ClaimQueue(Duration.ofSeconds(5), now::get);

    @Test
    void asManyMayWaitAsWereDecidedLately() {
        join(1_000);
        leave(600, true);
        assertThat(queue.isFull()).as("400 wait, 600 were decided").isFalse();
        join(199);
        assertThat(queue.isFull()).isFalse();
        join(1);
        assertThat(queue.isFull()).as("600 wait, 600 were decided").isTrue();
        assertThat(queue.isNearlyEmpty()).isFalse();
        leave(539, false);
        assertThat(queue.isNearlyEmpty()).as("61 wait, 600 were decided").isFalse();
        leave(2, false);
        assertThat(queue.isNearlyEmpty()).as("59 wait").isTrue();
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
    void aPauseIsForgivenWhereMuchWasDecidedBefore() {
        ClaimQueue brief = new ClaimQueue(Duration.ofMillis(500), now::get);
        for (int i = 0; i < 20_000; i++) {
            now.addAndGet(TimeUnit.MICROSECONDS.toNanos(200));
            brief.join();
            brief.leave(true);
        }
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(800));
        for (int i = 0; i < 1_900; i++) {
            brief.join();
        }
        assertThat(brief.isFull()).as("20,000 were decided in 5 s").isFalse();
        for (int i = 0; i < 101; i++) {
            brief.join();
        }
        assertThat(brief.isFull()).isTrue();
        now.addAndGet(TimeUnit.SECONDS.toNanos(3));
        for (int i = 0; i < 1_800; i++) {
            brief.leave(false);
        }
        assertThat(brief.isFull()).as("201 wait").isFalse();
    }

    @Test
    void theMoreAreTurnedAwayTheLaterTheyMayComeBackButNotAtTheBeginningOfARush() {
        join(1_000);
        assertThat(refuse(10_000)).as("at once").isEqualTo(1);
        now.addAndGet(TimeUnit.SECONDS.toNanos(7));
        assertThat(refuse(10_000)).isEqualTo(7);
        now.addAndGet(TimeUnit.SECONDS.toNanos(70));
        assertThat(refuse(10_000)).isEqualTo(10);
        leave(990, false);
        assertThat(queue.isNearlyEmpty()).isTrue();
        assertThat(refuse(10_000)).as("after it was quiet").isEqualTo(1);
    }

    @Test
    void whereFewAreTurnedAwayTheyMayComeBackSoon() {
        now.addAndGet(TimeUnit.SECONDS.toNanos(70));
        join(1_000);
        leave(600, true);
        assertThat(refuse(60)).as("a tenth").isEqualTo(4);
        assertThat(refuse(60)).as("a fifth").isEqualTo(8);
    }

    private int refuse(int claims) {
        int seconds = 0;
        for (int i = 0; i < claims; i++) {
            seconds = queue.refuse();
        }
        return seconds;
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
