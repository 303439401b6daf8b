package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.cache.CacheNames;
import dibs.local.RedisCluster;
import dibs.serve.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Three nodes of a Redis cluster of which one dies and comes back: what they copy is never wrong, and claims go on. */
@Tag("alone")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RedisClusterTest {
    private static final int PARTITIONS = 4;
    private static final int DEAD_SECONDS = Proof.times(2, 60);
    private static final int CLAIMS_PER_SECOND = 50;

    /** The sink waits about 2.6 s until nobody believes what a dead node held. */
    private static final long STILL_MILLIS = 5_000;

    private static final long CALL_MILLIS = 2_000;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    private final AtomicInteger topUps = new AtomicInteger();
    private final AtomicInteger campaigns = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLong seenAfter = new AtomicLong();

    @Test
    void theNodeOfTheCampaignsDiesAndComesBack() throws Exception {
        aNodeIsAwayAndComesBack(0, RedisCluster::kill, RedisCluster::restart);
    }

    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void aNodeOfWalletsOnlyDiesAndComesBack() throws Exception {
        aNodeIsAwayAndComesBack(1, RedisCluster::kill, RedisCluster::restart);
    }

    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void aNodeStandsStillAndGoesOn() throws Exception {
        aNodeIsAwayAndComesBack(0, RedisCluster::freeze, RedisCluster::thaw);
    }

    private interface Deed {
        void happen(RedisCluster redis, int node) throws Exception;
    }

    /** That of the campaigns, or one {@code after} it. */
    private void aNodeIsAwayAndComesBack(int after, Deed leaves, Deed comesBack) throws Exception {
        try (RedisCluster redis = RedisCluster.start(dir.resolve("redis"));
                RunningDibs dibs = RunningDibs.startWith(redis.uri());
                RunningDibs front = dibs.another(EnumSet.of(Role.FRONT))) {
            CacheNames names = names(dibs);
            int dead = (RedisCluster.nodeOf(names.campaign("c")) + after) % RedisCluster.NODES;
            List<String> users = users(names);
            Claims claims = new Claims(dibs.http());
            claims.open("c", 1_000_000, 100);
            everythingIsFromRedis(dibs, front, users);
            try (Load load = new Load(dibs)) {
                await().atMost(SOON).until(() -> load.rows() > 0);
                leaves.happen(redis, dead);
                long until =
                        System.nanoTime() + Duration.ofSeconds(DEAD_SECONDS).toNanos();
                while (System.nanoTime() - until < 0) {
                    aChangeIsSeen(dibs, dibs);
                    everyWalletShowsItsRows(dibs, users);
                }
                System.out.printf(
                        "node %d away for %d s: %s; slowest call %d ms, slowest change %d ms%n",
                        dead, DEAD_SECONDS, load, slowest.get(), seenAfter.get());
                for (String user : users) {
                    if (node(names, user) != dead) {
                        await().atMost(SOON).until(() -> wallet(dibs, user).equals("redis"));
                    }
                }
                assertThat(load.longestStill()).isLessThan(STILL_MILLIS);
            }
            comesBack.happen(redis, dead);
            everythingIsFromRedis(dibs, front, users);
            assertThat(slowest.get()).isLessThan(CALL_MILLIS);
            assertThat(seenAfter.get()).isLessThan(1_000);
            Audited.clean(dibs);
        }
    }

    @Test
    void aNodeThatComesBackAsItOnceWasIsNotBelieved() throws Exception {
        try (RedisCluster redis = RedisCluster.start(dir.resolve("redis"));
                RunningDibs dibs = RunningDibs.startWith(redis.uri())) {
            for (String user : users(names(dibs)).subList(0, Proof.times(1, 6))) {
                int node = node(names(dibs), user);
                grant(dibs, user);
                await().atMost(SOON).until(() -> wallet(dibs, user).equals("redis"));
                try (Jedis jedis = redis.jedis(node)) {
                    jedis.save();
                }
                grant(dibs, user);
                await().atMost(SOON).until(() -> wallet(dibs, user).equals("redis"));
                redis.kill(node);
                redis.restart(node);
                await().atMost(SOON).until(() -> wallet(dibs, user).equals("redis"));
            }
            Audited.clean(dibs);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
    void aClusterMayAskForALogin() throws Exception {
        try (RedisCluster redis = RedisCluster.start(dir.resolve("redis"), "dibs", "p@ss");
                RunningDibs dibs = RunningDibs.startWith(redis.uri());
                RunningDibs front = dibs.another(EnumSet.of(Role.FRONT))) {
            new Claims(dibs.http()).open("c", 1_000, 100);
            everythingIsFromRedis(dibs, front, users(names(dibs)));
        }
    }

    private void everythingIsFromRedis(RunningDibs dibs, RunningDibs front, List<String> users) throws Exception {
        for (RunningDibs each : List.of(dibs, front)) {
            RedisRound.awaitAnnouncements(each.http(), "c");
        }
        await().atMost(SOON).untilAsserted(() -> aChangeIsSeen(dibs, front));
        for (String user : users) {
            grant(dibs, user);
            await().atMost(SOON).until(() -> wallet(dibs, user).equals("redis"));
            await().atMost(SOON).until(() -> wallet(front, user).equals("redis"));
        }
    }

    /** Tops the campaign up through one front and waits until another shows it. */
    private void aChangeIsSeen(RunningDibs at, RunningDibs seenAt) throws Exception {
        int number = topUps.incrementAndGet();
        Claims.Answer topped = new Claims(at.http())
                .post("/v1/campaigns/c/top-ups", "{\"requestId\":\"t-" + number + "\",\"amount\":1}");
        assertThat(topped.status()).isEqualTo(200);
        long start = System.nanoTime();
        long budget = topped.body().get("budget").asLong();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(1))
                .until(() ->
                        get(seenAt, "/v1/campaigns/c").body().path("budget").asLong() >= budget);
        slower(seenAfter, start);
    }

    private void everyWalletShowsItsRows(RunningDibs dibs, List<String> users) throws Exception {
        for (String user : users) {
            grant(dibs, user);
            wallet(dibs, user);
        }
    }

    /** Returns when the grant is a row. */
    private void grant(RunningDibs dibs, String user) throws Exception {
        Claims claims = new Claims(dibs.http());
        String campaign = "g-" + campaigns.incrementAndGet();
        assertThat(claims.open(campaign, 100, 100).status()).isEqualTo(201);
        assertThat(claims.claimForSure(campaign, user).status()).isEqualTo(201);
        await().pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(() -> dibs.ledger().rows(campaign) == 1);
    }

    /** Who knew it; fails if it lacks a row and does not say that it is old. */
    private String wallet(RunningDibs at, String user) throws Exception {
        long points = at.ledger().points(user);
        Claims.Answer wallet = get(at, "/v1/users/" + user + "/wallet");
        String source = RedisRound.source(wallet);
        if (wallet.status() == 200 && !source.equals("stale")) {
            assertThat(wallet.body().get("points").asLong())
                    .as("%s from %s", user, source)
                    .isEqualTo(points);
        }
        return source;
    }

    private Claims.Answer get(RunningDibs at, String path) throws Exception {
        long start = System.nanoTime();
        Claims.Answer answer = new Claims(at.http()).get(path);
        slower(slowest, start);
        return answer;
    }

    private static void slower(AtomicLong most, long start) {
        most.accumulateAndGet(Duration.ofNanos(System.nanoTime() - start).toMillis(), Math::max);
    }

    private static CacheNames names(RunningDibs dibs) {
        return new CacheNames(dibs.prefix(), PARTITIONS);
    }

    private static int node(CacheNames names, String user) {
        return RedisCluster.nodeOf(new String(names.wallet(user), StandardCharsets.UTF_8));
    }

    /** Two whose wallets lie on each node. */
    private static List<String> users(CacheNames names) {
        List<String> users = new ArrayList<>();
        for (int node = 0; node < RedisCluster.NODES; node++) {
            int wanted = node;
            users.addAll(IntStream.range(0, 1_000)
                    .mapToObj(i -> "u-" + i)
                    .filter(user -> node(names, user) == wanted)
                    .limit(2)
                    .toList());
        }
        return users;
    }

    /** Grants at a steady rate, and how its rows come in. */
    private static final class Load implements AutoCloseable {
        private final RunningDibs dibs;
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
        private final AtomicInteger users = new AtomicInteger();
        private final AtomicInteger granted = new AtomicInteger();
        private final AtomicInteger others = new AtomicInteger();
        private final long start = System.nanoTime();
        private long rows;
        private long grewAt = start;
        private long longestStill;

        private Load(RunningDibs dibs) throws Exception {
            this.dibs = dibs;
            Claims claims = new Claims(dibs.http());
            claims.open("load", 1_000_000, 1);
            var unused = threads.scheduleAtFixedRate(
                    () -> claim(claims), 0, 1_000 / CLAIMS_PER_SECOND, TimeUnit.MILLISECONDS);
            var unusedLooks = threads.scheduleAtFixedRate(this::look, 100, 100, TimeUnit.MILLISECONDS);
        }

        private void claim(Claims claims) {
            try {
                boolean right = claims.claimForSure("load", "l-" + users.incrementAndGet())
                                .status()
                        == 201;
                (right ? granted : others).incrementAndGet();
            } catch (Exception e) {
                others.incrementAndGet();
            }
        }

        private synchronized void look() {
            long now = System.nanoTime();
            long found = dibs.ledger().rows("load");
            if (found > rows) {
                rows = found;
                grewAt = now;
            }
            longestStill = Math.max(longestStill, Duration.ofNanos(now - grewAt).toMillis());
        }

        private synchronized long rows() {
            return rows;
        }

        private synchronized long longestStill() {
            assertThat(others.get()).isZero();
            return longestStill;
        }

        @Override
        public synchronized String toString() {
            double seconds = (System.nanoTime() - start) / 1e9;
            return String.format(
                    "%.0f grants/s, %.0f rows/s, no row for %d ms at most",
                    granted.get() / seconds, rows / seconds, longestStill);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
