package dibs.front;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.ClaimDecision;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A log of one campaign, of which each top-up is for one grant. */
final class SoldOutLog {
    private final Random random;
    private final PriorityQueue<Due> due = new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
    private long last;
    private long lastTold;
    private long decidedAt;
    private boolean toppedUp;
    /** Offsets of top-ups, by when they were answered. */
    private final NavigableMap<Long, Long> topUps = new TreeMap<>();

    int handed;
    int refused;
    int refusedAfterATopUp;
    int refusedAgainstTheRule;
    int grantedAgain;

    private record Due(long at, Runnable decide) {}

    SoldOutLog(Random random) {
        this.random = random;
    }

    private void later(long now, Runnable decide) {
        last = Math.max(last + 1, now + random.nextInt(100));
        due.add(new Due(last, decide));
    }

    CompletableFuture<ClaimDecision> hand(long now) {
        CompletableFuture<ClaimDecision> answer = new CompletableFuture<>();
        long offset = ++handed;
        later(now, () -> {
            ClaimOutcome outcome = toppedUp ? ClaimOutcome.GRANTED : ClaimOutcome.SOLD_OUT;
            if (toppedUp) {
                grantedAgain++;
                toppedUp = false;
            }
            lastTold = Math.max(lastTold + 1, decidedAt + random.nextInt(1_500));
            due.add(new Due(lastTold, () -> answer.complete(SoldOutEdgeRulesTest.decision("u", outcome, offset))));
        });
        return answer;
    }

    void topUp(long now) {
        long offset = ++handed;
        later(now, () -> {
            toppedUp = true;
            topUps.put(decidedAt + SoldOutEdgeRulesTest.LENGTH * 11 / 10, offset);
        });
    }

    void decide(long now) {
        while (!due.isEmpty() && due.peek().at() <= now) {
            Due next = due.poll();
            decidedAt = next.at();
            next.decide().run();
        }
    }

    /** The offset of the last top-up that was answered, or -1. */
    long answeredTopUp(long now) {
        Map.Entry<Long, Long> answered = topUps.floorEntry(now);
        return answered == null ? -1 : answered.getValue();
    }

    /** Of one that came when the top-up at {@code toppedUpAt} was answered. */
    void count(ClaimDecision decision, long toppedUpAt) {
        if (decision.outcome() == ClaimOutcome.SOLD_OUT) {
            refused++;
            refusedAfterATopUp += toppedUpAt < 0 ? 0 : 1;
            refusedAgainstTheRule += decision.position().offset() < toppedUpAt ? 1 : 0;
        }
    }
}
