package dibs.cache;

import static org.awaitility.Awaitility.await;

import dibs.cache.CampaignCache.Found;
import dibs.campaign.Phase;
import dibs.campaign.Terms;
import dibs.campaign.UniversalData;
import dibs.local.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.UnifiedJedis;

/**
 * A campaign from this process and from a real Redis on the same machine, and a wallet from Redis as far as its bytes
 * go.
 */
@State(Scope.Benchmark)
public class CacheLevelsBenchmark {
    private static final CacheNames NAMES = new CacheNames("bench.", 4);
    private static final String CAMPAIGN = "black-friday";
    private static final int ALIVE_MILLIS = 100;

    private final String user = "u-1234567";
    private final byte[] wallet = WalletJson.write(new SampleWallets(20_261_123).next(5));
    private final byte[] packed = new WalletValue(1, 2, wallet).pack(user);
    private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    private UnifiedJedis client;
    private Redis redis;
    private CampaignsInRedis campaigns;
    private CampaignCache keeping;
    private long messages;

    @Setup(Level.Trial)
    public void start() {
        RedisAddress address = RedisAddress.parse(TestServers.redis());
        client = address.connect(Duration.ofSeconds(5));
        redis = new Redis(address, Duration.ofSeconds(5), new SimpleMeterRegistry());
        Terms terms = new Terms("Black Friday", 100_000_000, 100, null, null);
        UniversalData campaign = new UniversalData(CAMPAIGN, terms, Phase.RUNNING, false, 3);
        client.set(NAMES.campaign(CAMPAIGN), CampaignsInRedis.text(campaign));
        client.set(NAMES.wallet(user), packed);
        campaigns = new CampaignsInRedis(redis, NAMES);
        keeping = cache();
        var unused = publisher.scheduleAtFixedRate(this::sayAlive, 0, ALIVE_MILLIS, TimeUnit.MILLISECONDS);
        await().until(() -> campaignFromThisProcess().source() == Source.LOCAL);
    }

    private CampaignCache cache() {
        Duration timeout = Duration.ofSeconds(5);
        CacheSettings settings = new CacheSettings(NAMES, NAMES.partitions(), timeout, timeout, timeout, 1, 1_000, 1);
        CampaignCache cache = new CampaignCache(
                Optional.of(redis),
                settings,
                id -> CompletableFuture.failedFuture(new IllegalStateException("the decider is not measured")),
                new SimpleMeterRegistry());
        cache.start();
        return cache;
    }

    private void sayAlive() {
        client.publish(
                NAMES.channel(),
                Announcement.alive(
                        "bench",
                        messages++,
                        IntStream.range(0, NAMES.partitions()).boxed().toList()));
    }

    @Benchmark
    public Found campaignFromThisProcess() {
        return keeping.find(CAMPAIGN).join();
    }

    @Benchmark
    public CampaignsInRedis.Copy campaignFromRedis() {
        return campaigns.get(CAMPAIGN);
    }

    @Benchmark
    public WalletValue walletFromRedis() throws RedisAwayException {
        byte[] bytes = redis.call(0, "bench", jedis -> jedis.get(NAMES.wallet(user)));
        return WalletValue.unpack(user, bytes).orElseThrow();
    }

    @Benchmark
    public byte[] packWallet() {
        return new WalletValue(1, 2, wallet).pack(user);
    }

    @Benchmark
    public WalletValue unpackWallet() {
        return WalletValue.unpack(user, packed).orElseThrow();
    }

    @TearDown(Level.Trial)
    public void stop() {
        publisher.shutdownNow();
        keeping.close();
        redis.close();
        client.close();
    }
}
