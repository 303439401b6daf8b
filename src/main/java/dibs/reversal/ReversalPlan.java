package dibs.reversal;

import java.time.Duration;

/**
 * What an operator wants to be taken back, and how fast.
 *
 * @param returnBudget whether the points go back to the campaign's budget
 * @param rate calls a second, further attempts included
 * @param patience how long a user is asked for again who gets no final answer
 */
public record ReversalPlan(String campaign, boolean returnBudget, String reason, double rate, Duration patience) {
    /** An answer is held for half a second and may take a little longer: so many are under way to keep the pace. */
    private static final double SECONDS_UNDER_WAY = 2;

    private static final int FEWEST_UNDER_WAY = 4;

    int underWay() {
        return Math.max(FEWEST_UNDER_WAY, (int) Math.ceil(rate * SECONDS_UNDER_WAY));
    }
}
