package dibs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Which failures of a stream thread a new one may follow. */
class BeginAnewTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final BeginAnew beginAnew = new BeginAnew(1, now::get);

    @Test
    void aTransactionThatItsCoordinatorDoesNotKnowIsNoReasonToStop() {
        assertThat(beginAnew.isAllowedAfter(new InvalidTxnStateException("killed")))
                .isTrue();
    }

    @Test
    void notTwiceInAMinute() {
        beginAnew.isAllowedAfter(new InvalidTxnStateException("first"));
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(beginAnew.isAllowedAfter(new InvalidTxnStateException("soon")))
                .isFalse();
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(beginAnew.isAllowedAfter(new InvalidTxnStateException("later")))
                .isTrue();
    }

    @Test
    void onceForEachThread() {
        BeginAnew two = new BeginAnew(2, now::get);
        assertThat(two.isAllowedAfter(new InvalidTxnStateException("one"))).isTrue();
        assertThat(two.isAllowedAfter(new InvalidTxnStateException("two"))).isTrue();
        assertThat(two.isAllowedAfter(new InvalidTxnStateException("once more")))
                .isFalse();
    }

    @Test
    void asOftenAsItTakesWhereAPartitionHasNoLeader() {
        assertThat(beginAnew.isAllowedAfter(new TimeoutException("60 s"))).isTrue();
        assertThat(beginAnew.isAllowedAfter(new TimeoutException("60 s more"))).isTrue();
    }

    @Test
    void notAfterAnythingElse() {
        assertThat(beginAnew.isAllowedAfter(new IllegalStateException("a bug"))).isFalse();
        assertThat(beginAnew.isAllowedAfter(new ProducerFencedException("fenced")))
                .isFalse();
        assertThat(beginAnew.isAllowedAfter(null)).isFalse();
    }
}
