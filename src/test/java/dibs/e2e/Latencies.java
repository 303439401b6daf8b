package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

/** Claims on a campaign of every partition in turn, one after another, and how long each answer took. */
final class Latencies {
    private final Claims claims;
    private final List<String> campaigns = Crowd.onePerPartition();
    private int users;

    Latencies(Claims claims) throws Exception {
        this.claims = claims;
        for (String campaign : campaigns) {
            assertThat(claims.open(campaign, 1_000_000, 100).status()).isEqualTo(201);
        }
    }

    interface Beside {
        void happens(int claim) throws Exception;
    }

    /** Makes {@code count} claims, each after {@code beside}; microseconds in ascending order. */
    long[] measure(int count, Beside beside) throws Exception {
        long[] micros = new long[count];
        for (int i = 0; i < count; i++) {
            beside.happens(i);
            long started = System.nanoTime();
            assertThat(claims.claim(campaigns.get(i % 4), "l-" + users++).status())
                    .isEqualTo(201);
            micros[i] = (System.nanoTime() - started) / 1000;
        }
        Arrays.sort(micros);
        return micros;
    }
}
