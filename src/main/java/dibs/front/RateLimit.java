package dibs.front;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * So many a second of each user or address, and as many at once.
 *
 * <p>Who was quiet for a second may do all at once again, so whoever was quiet for two can be forgotten. Thread-safe.
 */
final class RateLimit {
    /** Of those who were there within two seconds; where they are more, some are counted anew. */
    private static final int MOST_REMEMBERED = 100_000;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Bandwidth bandwidth;
    private final Cache<String, Bucket> buckets;

    /**
     * A limit of its own for each.
     *
     * @param perSecond 0 = no limit
     */
    RateLimit(int perSecond) {
        this.bandwidth = perSecond == 0
                ? null
                : Bandwidth.builder()
                        .capacity(perSecond)
                        .refillGreedy(perSecond, SECOND)
                        .build();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(SECOND.multipliedBy(2))
                // Each user is new to it, and to hand that to another thread costs more than to do it.
                .executor(Runnable::run)
                .build();
    }

    /** Whether {@code who} may do one more now. */
    boolean allows(String who) {
        return bandwidth == null || buckets.get(who, unknown -> full()).tryConsume(1);
    }

    private Bucket full() {
        return Bucket.builder().addLimit(bandwidth).build();
    }
}
