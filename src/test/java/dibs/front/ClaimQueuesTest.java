package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClaimQueuesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void asManyMayWaitAsWereDecidedLately() {
        ClaimQueues queues = new ClaimQueues(2, HOUR);
        join(queues, 1_000);
        for (int i = 0; i < 600; i++) {
            queues.leave(0, true);
        }
        assertThat(queues.isFull(0)).as("400 wait, 600 were decided").isFalse();
        join(queues, 199);
        assertThat(queues.isFull(0)).isFalse();
        join(queues, 1);
        assertThat(queues.isFull(0)).as("600 wait, 600 were decided").isTrue();
        assertThat(queues.isFull(1)).as("another partition").isFalse();
    }

    @Test
    void afterAPauseAFewMayWait() {
        ClaimQueues queues = new ClaimQueues(1, HOUR);
        join(queues, 255);
        assertThat(queues.isFull(0)).isFalse();
        join(queues, 1);
        assertThat(queues.isFull(0)).isTrue();
    }

    @Test
    void whatTimedOutWasNotDecided() {
        ClaimQueues queues = new ClaimQueues(1, HOUR);
        join(queues, 900);
        for (int i = 0; i < 200; i++) {
            queues.leave(0, false);
        }
        assertThat(queues.isFull(0)).isTrue();
    }

    @Test
    void theMoreAreTurnedAwayForEachDecidedTheLaterTheyMayComeBack() {
        ClaimQueues queues = new ClaimQueues(2, HOUR);
        join(queues, 1_000);
        for (int i = 0; i < 1_000; i++) {
            queues.leave(0, true);
        }
        assertThat(refuse(queues, 1)).isEqualTo(1);
        assertThat(refuse(queues, 99)).as("a tenth").isEqualTo(2);
        assertThat(refuse(queues, 150)).as("a quarter").isEqualTo(5);
        assertThat(refuse(queues, 5_000)).isEqualTo(10);
        assertThat(queues.refuse(1)).as("another partition").isEqualTo(1);
    }

    private static int refuse(ClaimQueues queues, int claims) {
        int seconds = 0;
        for (int i = 0; i < claims; i++) {
            seconds = queues.refuse(0);
        }
        return seconds;
    }

    private static void join(ClaimQueues queues, int claims) {
        for (int i = 0; i < claims; i++) {
            queues.join(0);
        }
    }
}
