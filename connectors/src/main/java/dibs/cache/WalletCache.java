package dibs.cache;

import dibs.stream.HomePartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Wallets in Redis, filled by lease as memcache does it (Nishtala et al., Scaling Memcache at Facebook, 2013): whoever
 * finds none puts a lease in its place, reads the database, and puts the wallet where his lease still is. The sink puts
 * its marker in the place before it writes and takes it away after it has, so no lease from before survives it.
 *
 * <p>Thread-safe.
 */
final class WalletCache {
    static final byte LEASE = 'L';
    static final byte MARKER = 'M';

    private static final int TOKEN_BYTES = 1 + 2 * Long.BYTES;

    /** Longer than any read of the database, milliseconds. */
    private static final long LEASE_MILLIS = 2_000;

    private static final int REFRESHING_READERS = 8;

    private final Redis redis;
    private final CacheSettings settings;
    private final Watches watches;
    private final Clock clock;
    private final CacheMetrics metrics;

    WalletCache(Redis redis, CacheSettings settings, Clock clock, CacheMetrics metrics) {
        this.redis = redis;
        this.settings = settings;
        this.watches = new Watches(redis, settings.names(), settings.partitions());
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * What is in the wallet's place.
     *
     * @param bytes as found; none where there is nothing
     * @param value null where the bytes are no wallet of that user
     * @param watch of the partition's sink at that time
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Look(byte[] bytes, WalletValue value, Optional<Long> watch) {

        static final Look NOTHING = new Look(new byte[0], null, Optional.empty());

        boolean isBelieved() {
            return value != null && watch.isPresent() && watch.get() == value.watch();
        }

        /** Whether a filled wallet could be believed, and nobody is about to fill or to change it. */
        boolean isFillable() {
            boolean held = bytes.length == TOKEN_BYTES && (bytes[0] == LEASE || bytes[0] == MARKER);
            return watch.isPresent() && !held;
        }
    }

    /** The place is its holder's as long as nobody puts something else there. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Lease(byte[] token, Look before) {}

    boolean isWorthAsking(String user) {
        return redis.isWorthAsking(partition(user));
    }

    private int partition(String user) {
        return HomePartition.of(user, settings.partitions());
    }

    /** The watch is read first: what was filled under it before is believed only if it still lasts. */
    Look look(String user) throws RedisAwayException {
        Optional<Long> watch = watches.of(partition(user));
        byte[] bytes = get(user);
        WalletValue value = bytes == null || bytes.length == 0
                ? null
                : WalletValue.unpack(user, bytes).orElse(null);
        return new Look(bytes == null ? Look.NOTHING.bytes() : bytes, value, watch);
    }

    private byte[] get(String user) throws RedisAwayException {
        try {
            return redis.call(
                    partition(user),
                    "get_wallet",
                    client -> client.get(settings.names().wallet(user)));
        } catch (RedisAwayException e) {
            if (e.getMessage().startsWith("WRONGTYPE")) {
                return null;
            }
            throw e;
        }
    }

    /** Whether this one of its readers should read it anew: near its end, and so only if it has many. */
    boolean isToBeRefreshed(WalletValue value) {
        long left = value.filledAt() + settings.walletLife().toMillis() - clock.millis();
        return left < settings.walletLife().toMillis() / 5
                && ThreadLocalRandom.current().nextInt(REFRESHING_READERS) == 0;
    }

    Optional<Lease> lease(String user, Look look) {
        if (!look.isFillable()) {
            return Optional.empty();
        }
        byte[] token = token(LEASE);
        return replace("lease", user, look.bytes(), token, LEASE_MILLIS)
                ? Optional.of(new Lease(token, look))
                : Optional.empty();
    }

    void fill(String user, Lease lease, byte[] json) {
        put("fill", user, lease.token(), lease.before(), json);
    }

    /** Replaces only what was read. */
    void refresh(String user, Look look, byte[] json) {
        put("refresh", user, look.bytes(), look, json);
    }

    private void put(String command, String user, byte[] expected, Look look, byte[] json) {
        byte[] packed = new WalletValue(look.watch().orElseThrow(), clock.millis(), json).pack(user);
        if (replace(command, user, expected, packed, jittered(settings.walletLife()))) {
            metrics.stored(json.length, packed.length);
        }
    }

    /** Puts back what was there before, so that others have at least that. */
    void giveBack(String user, Lease lease) {
        if (lease.before().value() != null) {
            replace(
                    "give_back",
                    user,
                    lease.token(),
                    lease.before().bytes(),
                    settings.walletLife().toMillis());
        }
    }

    private boolean replace(String command, String user, byte[] expected, byte[] bytes, long lifeMillis) {
        try {
            return redis.replace(partition(user), command, settings.names().wallet(user), expected, bytes, lifeMillis);
        } catch (RedisAwayException e) {
            return false;
        }
    }

    /** One of its kind, so that nobody takes another's for his own. */
    static byte[] token(byte kind) {
        return ByteBuffer.allocate(TOKEN_BYTES)
                .put(kind)
                .putLong(ThreadLocalRandom.current().nextLong())
                .putLong(System.nanoTime())
                .array();
    }

    /** Wallets filled together must not end together. */
    private static long jittered(Duration life) {
        return life.toMillis() - ThreadLocalRandom.current().nextLong(life.toMillis() / 10 + 1);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
