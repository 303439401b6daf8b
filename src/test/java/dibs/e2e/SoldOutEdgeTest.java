package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.serve.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A front that refuses by itself: hardly anything reaches the log, and nobody is refused under an old state. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SoldOutEdgeTest {
    private static final int LATECOMERS = 2_000;

    private final AnswerJournal journal = new AnswerJournal();
    private RunningDibs owner;
    private RunningDibs front;
    private Claims atOwner;
    private Claims atFront;

    @BeforeAll
    void start() {
        owner = RunningDibs.start();
        front = owner.another(EnumSet.of(Role.FRONT), "front.decision-timeout=10s");
        atOwner = new Claims(owner.http());
        atFront = new Claims(front.http());
    }

    @AfterAll
    void stop() throws Exception {
        Audited.clean(owner, journal.file());
        front.close();
        owner.close();
    }

    private String claim(Claims at, String campaign, String user) throws Exception {
        Claims.Answer answer = at.claim(campaign, user);
        journal.add(campaign, user, answer);
        return Answers.outcome(answer);
    }

    @Test
    void latecomersHardlyReachTheLog() throws Exception {
        atOwner.open("late", 100, 100);
        assertThat(claim(atFront, "late", "u-first")).isEqualTo("201 granted");
        long begun = System.nanoTime();
        for (int i = 0; i < LATECOMERS; i++) {
            assertThat(claim(i % 2 == 0 ? atFront : atOwner, "late", "u-" + i)).isEqualTo("409 sold_out");
        }
        long halves = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 250 + 1;
        long reached =
                atOwner.get("/v1/campaigns/late/stats").body().get("refused").asLong();
        System.out.printf("%d of %d refused claims reached the log in %d half leases%n", reached, LATECOMERS, halves);
        // One for each half of a lease and front, and what was under way when one had run out.
        assertThat(reached).isLessThanOrEqualTo(2 * halves + 2);
    }

    @Test
    void whoHasSomethingIsTold() throws Exception {
        atOwner.open("has", 200, 100);
        Claims.Answer granted = atFront.claim("has", "u-1");
        assertThat(claim(atFront, "has", "u-2")).isEqualTo("201 granted");
        assertThat(claim(atFront, "has", "u-3")).isEqualTo("409 sold_out");
        Claims.Answer again = atFront.claim("has", "u-1");
        assertThat(Answers.outcome(again)).isEqualTo("200 granted");
        assertThat(again.grant()).isEqualTo(granted.grant());
        assertThat(Metrics.of(front.http(), "dibs_claims_answered_at_edge_total"))
                .isPositive();
        atOwner.post("/v1/campaigns/has/claims/u-2/reversal", "{\"returnBudget\":false,\"reason\":\"\"}");
        assertThat(claim(atFront, "has", "u-2")).isEqualTo("409 reversed");
    }

    /** The operator's answer is held until no front can refuse under what was before. */
    @Test
    void afterAnAnsweredTopUpNobodyIsRefused() throws Exception {
        atOwner.open("more", 100, 100);
        claim(atOwner, "more", "u-0");
        for (int round = 1; round <= Proof.times(5, 100); round++) {
            assertThat(claim(atFront, "more", "late-a-" + round)).isEqualTo("409 sold_out");
            assertThat(claim(atFront, "more", "late-b-" + round)).isEqualTo("409 sold_out");
            Claims.Answer toppedUp =
                    atOwner.post("/v1/campaigns/more/top-ups", "{\"amount\":100,\"requestId\":\"t-" + round + "\"}");
            assertThat(toppedUp.status()).isEqualTo(200);
            assertThat(claim(atFront, "more", "u-" + round)).isEqualTo("201 granted");
        }
    }

    /** Near its end the log's clock says whether it is sold out or closed. */
    @Test
    void soonBeforeClosingTheLogDecides() throws Exception {
        Instant soon = Instant.now().plusSeconds(4).truncatedTo(ChronoUnit.MILLIS);
        atOwner.openWith("ends", "\"closesAt\":\"" + soon + "\"");
        claim(atFront, "ends", "u-0");
        int asked = 0;
        String outcome = "409 sold_out";
        while (outcome.equals("409 sold_out")) {
            outcome = claim(atFront, "ends", "u-" + ++asked);
        }
        assertThat(outcome).isEqualTo("409 closed");
        assertThat(atOwner.get("/v1/campaigns/ends/stats").body().get("refused").asLong())
                .isEqualTo(asked);
    }

    /** A front that gives up long before replies come finds the grants in the owner's store. */
    @Test
    void aGrantWhoseReplyDidNotComeIsFound() throws Exception {
        atOwner.open("missed", 100_000, 100);
        try (RunningDibs hasty = owner.another(EnumSet.of(Role.FRONT), "front.decision-timeout=10ms")) {
            Claims atHasty = new Claims(hasty.http());
            for (int i = 0; i < 500 && Metrics.of(hasty.http(), "dibs_replies_missed_total") < 3; i++) {
                assertThat(claim(atHasty, "missed", "u-" + i)).isIn("201 granted", "202 undecided");
            }
            assertThat(Metrics.of(hasty.http(), "dibs_replies_missed_total")).isGreaterThanOrEqualTo(3);
        }
    }
}
