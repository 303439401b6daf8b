package dibs.cache;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Under which watch wallets may be believed, by partition of {@code dibs.grants}.
 *
 * <p>While the sink that writes a partition's rows marks every wallet it changes, it keeps a number alive in Redis: its
 * watch. Wallets are filled under the watch of that moment and believed while it lasts. Where the sink could not reach
 * Redis it waits until nobody can believe any more, writes without marks, and later begins another watch: see {@link
 * WalletWatch}. Thread-safe.
 */
final class Watches {
    /** How long what Redis said is taken as true; counted from before it was asked. */
    static final long BELIEVED_MILLIS = 100;

    private final Redis redis;
    private final CacheNames names;
    private final One[] partitions;

    Watches(Redis redis, CacheNames names, int partitions) {
        this.redis = redis;
        this.names = names;
        this.partitions = IntStream.range(0, partitions).mapToObj(One::new).toArray(One[]::new);
    }

    /** The watch of that partition's sink, or nothing where no sink keeps one. */
    Optional<Long> of(int partition) throws RedisAwayException {
        return partitions[partition].now();
    }

    private final class One {
        private final int partition;
        /** Null where Redis did not answer: whoever comes next need not wait for it again. */
        private Optional<Long> said;

        private long askedAt;
        private boolean asked;

        private One(int partition) {
            this.partition = partition;
        }

        synchronized Optional<Long> now() throws RedisAwayException {
            long now = System.nanoTime();
            if (!asked || now - askedAt >= TimeUnit.MILLISECONDS.toNanos(BELIEVED_MILLIS)) {
                asked = true;
                said = null;
                try {
                    said = read(redis.call(partition, "get_watch", client -> client.get(names.watch(partition))));
                } finally {
                    askedAt = said == null ? System.nanoTime() : now;
                }
            }
            if (said == null) {
                throw new RedisAwayException("the watch was not read just now");
            }
            return said;
        }
    }

    static String text(long watch) {
        return Long.toHexString(watch);
    }

    private static Optional<Long> read(String text) {
        try {
            return Optional.ofNullable(text).map(hex -> Long.parseUnsignedLong(hex, 16));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }
}
