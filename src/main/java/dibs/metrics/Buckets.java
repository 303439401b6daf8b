package dibs.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/** Upper bounds of histograms: few, since each is a line of every scrape for every outcome. */
public final class Buckets {
    private Buckets() {}

    /** From what a claim takes at best to well above what it may wait. */
    public static Duration[] ofClaims() {
        return millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000);
    }

    /** For what is one route among many. */
    public static Duration[] ofRoutes() {
        return millis(5, 25, 100, 500, 2_500);
    }

    private static Duration[] millis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
