package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Position;
import dibs.stream.ReplyAddress;
import dibs.wire.DecisionJson;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for decisions: how many, how long, and who is told. */
class PendingRepliesTest {
    private static final Executor HERE = Runnable::run;
    private static final Duration LEASE = Duration.ofMillis(600);
    private static final Decision SOLD_OUT =
            new ClaimDecision("c", "u", ClaimOutcome.SOLD_OUT, null, "0:1", 0, new Position(0, 1));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** Else a stuck pool would be given the same work again at every sweep, without a bound. */
    @Test
    void anOverdueWaitIsHandedToAStuckPoolOnce() {
        Queue<Runnable> stuck = new ConcurrentLinkedQueue<>();
        try (PendingReplies replies = replies(10, Duration.ofMillis(1), stuck::add)) {
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

    /** Else a front that leased sold_out before would refuse under the old state after the operator was answered. */
    @ParameterizedTest
    @EnumSource
    void answersToOperatorsAreHeldUntilNoLeaseCanBeLeft(Operation operation) {
        boolean held = operation != Operation.OPEN && operation != Operation.ARCHIVE;
        for (OperationOutcome outcome : OperationOutcome.values()) {
            Duration hold = new SoldOutLease(LEASE).hold(decision(operation, outcome));
            assertThat(hold)
                    .as("%s %s", operation, outcome)
                    .isEqualTo(held && outcome.isInForce() ? Duration.ofMillis(660) : Duration.ZERO);
        }
        // The time-out is shorter than the hold: the decision was told in time all the same.
        try (PendingReplies replies = replies(1, Duration.ofMillis(100), HERE)) {
            CompletableFuture<Decision> mine = new CompletableFuture<>();
            ReplyAddress address = replies.begin(mine);
            Decision applied = decision(operation, OperationOutcome.APPLIED);
            long told = System.nanoTime();
            replies.tell(address, applied);
            replies.tell(address, applied);
            assertThat(mine.isDone()).isEqualTo(!held);
            assertThat(replies.underWay()).isEqualTo(held ? 1 : 0);
            assertThat(mine.join()).isEqualTo(applied);
            if (held) {
                assertThat(System.nanoTime() - told).isGreaterThan(LEASE.toNanos() * 11 / 10);
            }
            assertThat(replies.underWay()).isZero();
        }
    }

    @Test
    void decisionsToldTwiceAreComparedAndCounted() {
        try (PendingReplies replies = replies(2, Duration.ofMinutes(1), HERE)) {
            ReplyAddress one = replies.begin(new CompletableFuture<>());
            ReplyAddress two = replies.begin(new CompletableFuture<>());
            replies.tell(one, SOLD_OUT);
            replies.tell(two, SOLD_OUT);
            assertThat(repeated("true") + repeated("false")).isZero();
            replies.tell(one, SOLD_OUT);
            assertThat(repeated("true")).isEqualTo(1);
            replies.tell(two, new ClaimDecision("c", "u", ClaimOutcome.CLOSED, null, "0:1", 0, new Position(0, 1)));
            assertThat(repeated("false")).isEqualTo(1);
        }
    }

    /** Headers are hints: the thread that decides must survive any of them. */
    @Test
    void numbersThatWereNeverGivenAreIgnored() {
        try (PendingReplies replies = replies(1, Duration.ofMinutes(1), HERE)) {
            ReplyAddress mine = replies.begin(new CompletableFuture<>());
            for (long number : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
                assertThat(replies.tell(new ReplyAddress(7, mine.front(), number), SOLD_OUT))
                        .isTrue();
            }
            assertThat(replies.underWay()).isEqualTo(1);
        }
    }

    /** The next owner's decision comes by a record, where the first one's was told directly. */
    @Test
    void whatIsToldAgainByARecordIsTheSame() throws Malformed {
        Grant grant = new Grant(100, 7, "0:1", 1, new Position(0, 1));
        try (PendingReplies replies = replies(2, Duration.ofMinutes(1), HERE)) {
            for (ClaimOutcome outcome : ClaimOutcome.values()) {
                Grant has = outcome.isGranted() ? grant : null;
                Decision direct = new ClaimDecision("c", "u", outcome, has, "label", 5, new Position(0, 9));
                ReplyAddress address = replies.begin(new CompletableFuture<>());
                replies.tell(address, direct);
                replies.tell(address, DecisionReader.read(DecisionJson.record(direct)));
            }
            assertThat(repeated("true")).isEqualTo(ClaimOutcome.values().length);
            assertThat(repeated("false")).isZero();
        }
    }

    private double repeated(String same) {
        return registry.get("dibs.replies.repeated").tag("same", same).counter().count();
    }

    private static Decision decision(Operation operation, OperationOutcome outcome) {
        Position at = new Position(0, 1);
        return operation == Operation.REVERSE
                ? new ReversalDecision("c", "u", outcome, null, "0:1", 0, at)
                : new CampaignDecision("c", operation, outcome, null, "0:1", 0, at);
    }

    private static ReplyAddress beginOrNull(PendingReplies replies) {
        try {
            return replies.begin(new CompletableFuture<>());
        } catch (Problem full) {
            return null;
        }
    }

    private PendingReplies replies(int max, Duration timeout, Executor answering) {
        return new PendingReplies(
                0,
                max,
                new Refusals(registry),
                timeout,
                new SoldOutLease(LEASE),
                new ToldDecisions(registry),
                answering);
    }
}
