package dibs.rush;

import java.time.Duration;

/**
 * What a rush shall do.
 *
 * @param campaign id of the campaign it opens
 * @param repeat how often each user claims
 * @param rate claims a second, open loop; 0: closed loop
 * @param concurrency claims under way at most: all of a closed loop's, and the bound of an open one's
 * @param budget points
 * @param reward points
 * @param warmUp how long a campaign of its own is claimed before; zero: not at all
 * @param answerWithin what takes longer is late
 * @param patience how long a claim is pursued that gets no final answer
 */
public record RushPlan(
        String campaign,
        int users,
        int repeat,
        double rate,
        int concurrency,
        long budget,
        long reward,
        Duration warmUp,
        Duration answerWithin,
        Duration patience) {

    int claims() {
        return users * repeat;
    }

    boolean isOpenLoop() {
        return rate > 0;
    }
}
