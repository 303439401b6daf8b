package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.campaign.CampaignState;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Phase;
import dibs.campaign.Position;
import dibs.campaign.Request.Claim;
import dibs.campaign.Tally;
import dibs.campaign.Terms;
import dibs.cluster.StoreAnswer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks the log, who is refused without, and who waits, with a log and a clock that go by hand. */
@Timeout(60)
class SoldOutEdgeRulesTest {
    private static final String CAMPAIGN = "spring";
    /** Milliseconds. */
    static final long LENGTH = 500;

    private long now = 1_000;
    private Holding holding;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Asked> asked = new ArrayList<>();
    private final SoldOutEdge edge = edge();

    /** A claim that the log was handed. */
    private record Asked(String user, boolean renewing, CompletableFuture<ClaimDecision> answer) {}

    private SoldOutEdge edge() {
        return new SoldOutEdge(
                (campaign, user, seen, most) -> CompletableFuture.completedFuture(
                        new StoreAnswer(0, seen.offset(0), List.of(soldOut()), holding)),
                new SoldOutLease(Duration.ofMillis(LENGTH)),
                Clock.systemUTC(),
                () -> Duration.ofMillis(now).toNanos(),
                Runnable::run,
                new Refusals(registry),
                registry);
    }

    private static CampaignState soldOut() {
        Terms terms = new Terms("Spring", 100, 100, null, null);
        return new CampaignState(CAMPAIGN, 1, 1, terms, 100, Phase.RUNNING, new Tally(1, 0, 0, 100), 0, 1_000);
    }

    private CompletableFuture<ClaimDecision> claim(String user) {
        return claim(edge, user, renewing -> {
            Asked one = new Asked(user, renewing, new CompletableFuture<>());
            asked.add(one);
            return one.answer();
        });
    }

    private static CompletableFuture<ClaimDecision> claim(SoldOutEdge edge, String user, SoldOutEdge.Log log) {
        return edge.decide(CAMPAIGN, new Claim(user, null), log);
    }

    /** What it is told does not matter. */
    private void come(String user) {
        var unused = claim(user);
    }

    private List<CompletableFuture<ClaimDecision>> fiveWaitForOneThatAsks() {
        sellOut();
        now += LENGTH;
        come("asks");
        List<CompletableFuture<ClaimDecision>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(claim("w-" + i));
        }
        return answers;
    }

    static ClaimDecision decision(String user, ClaimOutcome outcome, long offset) {
        Position position = new Position(0, offset);
        Grant grant = outcome.isGranted() ? new Grant(100, 1, "r", 1_000, position) : null;
        return new ClaimDecision(CAMPAIGN, user, outcome, grant, "r", 1_000, position);
    }

    /** The log answers the claim that it was handed as {@code number}, from 0. */
    private void tell(int number, ClaimOutcome outcome) {
        asked.get(number).answer().complete(decision(asked.get(number).user(), outcome, number));
    }

    private static void assertSoldOut(List<CompletableFuture<ClaimDecision>> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer).isDone();
            assertThat(answer.join().outcome()).isEqualTo(ClaimOutcome.SOLD_OUT);
        });
    }

    private List<String> usersAsked() {
        return asked.stream().map(Asked::user).toList();
    }

    /** Sold out as of {@code now}. */
    private void sellOut() {
        come("first");
        tell(0, ClaimOutcome.SOLD_OUT);
    }

    @Test
    void oneClaimInEachHalfLeaseAsksTheLog() {
        sellOut();
        List<CompletableFuture<ClaimDecision>> answers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            now++;
            answers.add(claim("u-" + i));
            if (!answers.get(i).isDone()) {
                tell(asked.size() - 1, ClaimOutcome.SOLD_OUT);
            }
        }
        assertSoldOut(answers);
        assertThat(asked).hasSize(1 + 2_000 / 250);
    }

    @Test
    void whileTheLogIsSlowerThanALeaseClaimsWaitForOneInEachHalf() {
        sellOut();
        List<CompletableFuture<ClaimDecision>> answers = new ArrayList<>();
        // Each is answered nearly two leases after it was asked.
        List<Long> due = new ArrayList<>(List.of(0L));
        for (int i = 0; i < 3_900; i++) {
            now++;
            if (i < 3_000) {
                answers.add(claim("u-" + i));
            }
            if (due.size() < asked.size()) {
                due.add(now + 900);
            }
            for (int each = 1; each < due.size(); each++) {
                if (due.get(each) == now) {
                    tell(each, ClaimOutcome.SOLD_OUT);
                }
            }
        }
        assertSoldOut(answers);
        assertThat(asked).hasSizeBetween(11, 1 + 3_000 / 250);
    }

    @Test
    void whoWaitedAndHasAGrantIsToldSo() {
        sellOut();
        now += LENGTH;
        CompletableFuture<ClaimDecision> renewing = claim("asks");
        CompletableFuture<ClaimDecision> waits = claim("has");
        assertThat(waits).isNotDone();
        holding = new Holding(new Grant(100, 1, "r", 1_000, new Position(0, 0)), null);
        tell(1, ClaimOutcome.SOLD_OUT);
        assertThat(renewing.join().outcome()).isEqualTo(ClaimOutcome.SOLD_OUT);
        assertThat(waits.join().outcome()).isEqualTo(ClaimOutcome.REPEATED);
    }

    @Test
    void onceTheLogGrantsAgainThoseThatWaitedAskItInTheOrderInWhichTheyCame() {
        List<CompletableFuture<ClaimDecision>> answers = fiveWaitForOneThatAsks();
        tell(1, ClaimOutcome.GRANTED);
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        assertThat(usersAsked()).containsExactly("first", "asks", "w-0", "w-1", "w-2", "w-3", "w-4");
        come("later");
        assertThat(usersAsked()).endsWith("later");
        assertThat(asked.stream().filter(Asked::renewing).map(Asked::user)).containsExactly("asks");
    }

    @ParameterizedTest
    @EnumSource(names = {"REPEATED", "REVERSED"})
    void whereTheOneThatAskedHadSomethingOfItsOwnTheStoreSaysTheRest(ClaimOutcome own) {
        List<CompletableFuture<ClaimDecision>> answers = fiveWaitForOneThatAsks();
        tell(1, own);
        assertSoldOut(answers);
        assertThat(answers.get(0).join().position()).isEqualTo(new Position(0, 1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void howeverLateTheLogsWordIsThoseWhoWaitTakeIt() {
        List<CompletableFuture<ClaimDecision>> answers = fiveWaitForOneThatAsks();
        now += 10 * LENGTH;
        tell(1, ClaimOutcome.SOLD_OUT);
        assertSoldOut(answers);
        assertThat(asked).hasSize(2);
    }

    @Test
    void whereTheLogDecidesNothingThoseWhoWaitedAreTurnedAway() {
        List<CompletableFuture<ClaimDecision>> answers = fiveWaitForOneThatAsks();
        asked.get(1).answer().complete(null);
        assertThat(answers)
                .allSatisfy(answer -> assertThatThrownBy(answer::join).hasCauseInstanceOf(Problem.class));
        assertThat(registry.get("dibs.http.refused")
                        .tag("reason", "wait")
                        .counter()
                        .count())
                .isEqualTo(answers.size());
        come("next");
        assertThat(usersAsked()).containsExactly("first", "asks", "next");
    }

    @Test
    void whereTheLogTakesNothingTheNextOneAsks() {
        sellOut();
        now += LENGTH;
        SoldOutEdge.Log away = renewing -> {
            throw Problem.unavailable("the log is away");
        };
        assertThatThrownBy(() -> claim(edge, "asks", away)).isInstanceOf(Problem.class);
        come("next");
        assertThat(usersAsked()).containsExactly("first", "next");
    }

    /**
     * A log that takes up to three leases to tell what it decided at once, in order, and an operator who tops up now
     * and then: his answer is held as {@link SoldOutLease} says. The store is as old as it may be, so it knows of no top-up.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void afterAnAnsweredTopUpNobodyIsRefused(long seed) {
        Random random = new Random(seed);
        SoldOutLog log = new SoldOutLog(random);
        for (int step = 0; step < 20_000; step++) {
            now += random.nextInt(4);
            log.decide(now);
            if (step % 4_000 == 2_000) {
                log.topUp(now);
            }
            long toppedUpAt = log.answeredTopUp(now);
            CompletableFuture<ClaimDecision> answer = claim(edge, "u-" + step, renewing -> log.hand(now));
            var unused = answer.thenAccept(decision -> log.count(decision, toppedUpAt));
        }
        assertThat(log.refusedAgainstTheRule).isZero();
        assertThat(log.refusedAfterATopUp).isGreaterThan(1_000);
        assertThat(log.refused).isGreaterThan(10_000);
        assertThat(log.handed).isLessThan(8_000);
        assertThat(log.grantedAgain).isPositive();
    }
}
