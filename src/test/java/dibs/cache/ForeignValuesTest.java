package dibs.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.ledger.LedgerEntry;
import dibs.local.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Whatever others put under the names that are Dibs's is a miss, and is replaced. */
class ForeignValuesTest {
    private static final CacheSettings SETTINGS = new CacheSettings(
            new CacheNames("foreign.", 1),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            1,
            1,
            1);

    private final RedisAddress address = RedisAddress.parse(TestServers.redis());
    private final Redis redis = new Redis(address, Duration.ofSeconds(1), new SimpleMeterRegistry());
    private final WalletCache cache =
            new WalletCache(redis, SETTINGS, Clock.systemUTC(), new CacheMetrics(new SimpleMeterRegistry()));
    private final WalletWatch watch = new WalletWatch(address, SETTINGS, new SimpleMeterRegistry());
    private final Jedis jedis = new Jedis(URI.create(TestServers.redis()));
    private final String wallet = new String(SETTINGS.names().wallet("u-1"), StandardCharsets.UTF_8);

    @BeforeEach
    void clear() {
        jedis.del(wallet, SETTINGS.names().watch(0));
    }

    @AfterEach
    void close() {
        watch.close();
        redis.close();
        jedis.close();
    }

    private void keepWatch() {
        watch.took(0);
        watch.confirmed(0, System.nanoTime());
        watch.keep(List.of(0));
    }

    private void assertFillable() throws RedisAwayException {
        WalletCache.Look look = cache.look("u-1");
        assertThat(look.isBelieved()).isFalse();
        cache.fill("u-1", cache.lease("u-1", look).orElseThrow(), "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(cache.look("u-1").isBelieved()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "Lorem ipsum", "My words", "{\"user\":\"u-1\"}"})
    void textInAWalletsPlace(String text) throws RedisAwayException {
        keepWatch();
        jedis.set(wallet, text);
        assertFillable();
    }

    @Test
    void aListInAWalletsPlace() throws RedisAwayException {
        keepWatch();
        jedis.rpush(wallet, "a", "b");
        assertFillable();
    }

    @Test
    void aWalletOfSomebodyElse() throws RedisAwayException {
        keepWatch();
        WalletCache.Look other = cache.look("u-2");
        cache.fill("u-2", cache.lease("u-2", other).orElseThrow(), "{}".getBytes(StandardCharsets.UTF_8));
        jedis.copy(
                new String(SETTINGS.names().wallet("u-2"), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
                wallet.getBytes(StandardCharsets.UTF_8),
                true);
        assertFillable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "", "123456789012345678901234567890"})
    void textInAWatchsPlace(String text) throws RedisAwayException {
        jedis.set(SETTINGS.names().watch(0), text);
        keepWatch();
        assertFillable();
    }

    @Test
    void aListInAWatchsPlace() throws RedisAwayException {
        jedis.rpush(SETTINGS.names().watch(0), "a");
        keepWatch();
        assertFillable();
    }

    /** The place is the sink's from before its rows are written until they are. */
    @Test
    void aMarkIsNotFilledAndTakesALeaseAway() throws RedisAwayException {
        keepWatch();
        List<LedgerEntry> rows =
                List.of(new LedgerEntry("c", "u-1", LedgerEntry.Kind.GRANT, 100, 1, "r", Instant.EPOCH, 0, 0));
        WalletCache.Lease lease = cache.lease("u-1", cache.look("u-1")).orElseThrow();
        assertThat(watch.before(0, rows)).isZero();
        cache.fill("u-1", lease, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(cache.look("u-1").isBelieved()).isFalse();
        assertThat(cache.lease("u-1", cache.look("u-1"))).isEmpty();
        watch.written(0, rows);
        assertFillable();
    }

    @Test
    void whatWasFilledBeforeAFlushIsNotBelieved() throws RedisAwayException {
        keepWatch();
        assertFillable();
        byte[] old = jedis.get(wallet.getBytes(StandardCharsets.UTF_8));
        jedis.del(wallet, SETTINGS.names().watch(0));
        await().until(() -> {
            watch.confirmed(0, System.nanoTime());
            watch.keep(List.of(0));
            return jedis.exists(SETTINGS.names().watch(0));
        });
        jedis.set(wallet.getBytes(StandardCharsets.UTF_8), old);
        await().until(() -> !cache.look("u-1").isBelieved());
        assertFillable();
    }

    @Test
    void whatCameIntoThePlaceOfALostMarkGoesWithIt() throws RedisAwayException {
        keepWatch();
        List<LedgerEntry> rows =
                List.of(new LedgerEntry("c", "u-1", LedgerEntry.Kind.GRANT, 100, 1, "r", Instant.EPOCH, 0, 0));
        assertThat(watch.before(0, rows)).isZero();
        jedis.del(wallet);
        assertFillable();
        watch.written(0, rows);
        assertThat(jedis.exists(wallet)).isFalse();
    }
}
