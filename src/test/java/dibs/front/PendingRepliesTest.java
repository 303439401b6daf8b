package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Position;
import dibs.stream.ReplyAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waiting for decisions: how many, how long, and who is told. */
class PendingRepliesTest {
    private static final Executor HERE = Runnable::run;
    private static final Decision SOLD_OUT =
            new ClaimDecision("c", "u", ClaimOutcome.SOLD_OUT, null, "0:1", 0, new Position(0, 1));

    /** Else a stuck pool would be given the same work again at every sweep, without a bound. */
    @Test
    void anOverdueWaitIsHandedToAStuckPoolOnce() {
        Queue<Runnable> stuck = new ConcurrentLinkedQueue<>();
        try (PendingReplies replies = new PendingReplies(0, 10, Duration.ofMillis(1), stuck::add)) {
            CompletableFuture<Decision> decision = new CompletableFuture<>();
            replies.begin(decision);
            await().until(() -> !stuck.isEmpty());
            await().during(Duration.ofMillis(200)).until(() -> stuck.size() == 1);
            stuck.remove().run();
            assertThat(decision).isCompletedWithValue(null);
        }
    }

    @Test
    void whoWaitsIsToldOnceAndOnlyByItsOwnAddress() {
        try (PendingReplies replies = replies(2, Duration.ofMinutes(1), HERE)) {
            CompletableFuture<Decision> mine = new CompletableFuture<>();
            ReplyAddress address = replies.begin(mine);
            ReplyAddress foreign = new ReplyAddress(address.partition(), address.front() + 1, address.sequence());
            assertThat(replies.tell(foreign, SOLD_OUT)).isFalse();
            assertThat(mine).isNotDone();
            assertThat(replies.tell(address, SOLD_OUT)).isTrue();
            assertThat(mine).isCompletedWithValue(SOLD_OUT);
            assertThat(replies.tell(address, SOLD_OUT))
                    .as("a repeated reply is ours too")
                    .isTrue();
            assertThat(replies.underWay()).isZero();
        }
    }

    @Test
    void theBoundHoldsWhenManyBeginAtOnceAndPlacesComeBack() {
        try (PendingReplies replies = replies(50, Duration.ofMinutes(1), HERE)) {
            List<ReplyAddress> begun = IntStream.range(0, 2_000)
                    .parallel()
                    .mapToObj(i -> beginOrNull(replies))
                    .filter(address -> address != null)
                    .toList();
            assertThat(begun).hasSize(50).doesNotHaveDuplicates();
            replies.forget(begun.get(0));
            replies.forget(begun.get(0));
            replies.tell(begun.get(1), SOLD_OUT);
            assertThat(replies.underWay()).isEqualTo(48);
            replies.begin(new CompletableFuture<>());
            replies.begin(new CompletableFuture<>());
            assertThatThrownBy(() -> replies.begin(new CompletableFuture<>())).isInstanceOf(Problem.class);
        }
    }

    @Test
    void whoWaitsTooLongIsToldThatThereIsNoDecisionAndGivesItsPlaceBack() {
        try (PendingReplies replies = replies(1, Duration.ofMillis(50), HERE)) {
            CompletableFuture<Decision> mine = new CompletableFuture<>();
            ReplyAddress address = replies.begin(mine);
            await().atMost(Duration.ofSeconds(10)).until(mine::isDone);
            assertThat(mine).isCompletedWithValue(null);
            assertThat(replies.underWay()).isZero();
            assertThat(replies.tell(address, SOLD_OUT)).as("too late, but ours").isTrue();
            replies.begin(new CompletableFuture<>());
        }
    }

    @Test
    void whoDecidesDoesNotNoticeThatTheFrontIsGone() {
        Executor stopped = task -> {
            throw new RejectedExecutionException("stopped");
        };
        try (PendingReplies replies = replies(1, Duration.ofMinutes(1), stopped)) {
            ReplyAddress address = replies.begin(new CompletableFuture<>());
            assertThat(replies.tell(address, SOLD_OUT)).isTrue();
            assertThat(replies.underWay()).isZero();
        }
    }

    private static ReplyAddress beginOrNull(PendingReplies replies) {
        try {
            return replies.begin(new CompletableFuture<>());
        } catch (Problem full) {
            return null;
        }
    }

    private static PendingReplies replies(int max, Duration timeout, Executor answering) {
        return new PendingReplies(0, max, timeout, answering);
    }
}
