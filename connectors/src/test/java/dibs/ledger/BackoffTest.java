package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The waits grow, stay bounded, and start again small. */
class BackoffTest {
    @Test
    void growsToItsBoundAndStartsAgain() {
        Backoff backoff = new Backoff(new SplittableRandom(1));
        assertThat(backoff.failed()).isBetween(Backoff.FIRST_MILLIS / 2, Backoff.FIRST_MILLIS);
        for (int i = 0; i < 20; i++) {
            backoff.failed();
        }
        assertThat(backoff.failed()).isBetween(Backoff.LONGEST_MILLIS / 2, Backoff.LONGEST_MILLIS);
        backoff.succeeded();
        assertThat(backoff.failed()).isLessThanOrEqualTo(Backoff.FIRST_MILLIS);
    }
}
