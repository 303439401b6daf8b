package dibs.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dibs.campaign.Position;
import dibs.campaign.UniversalData;
import dibs.stream.HomePartition;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Campaigns as everyone sees them: from this process, else from Redis, else from the decider's store.
 *
 * <p>A change comes with its announcement, content included, so it costs no read. While the announcements of a campaign's
 * partition cannot be trusted, copies live for a fifth of a second, less than an operator waits for his answer, and the
 * decider is asked before Redis. Thread-safe.
 */
public final class CampaignCache implements AutoCloseable {
    private static final int REDIS_THREADS = 4;
    private static final int REDIS_QUEUE = 10_000;
    private static final int UNTRUSTED_MILLIS = 200;

    private final CacheSettings settings;
    private final Function<String, CompletableFuture<Found>> decider;
    private final CacheMetrics metrics;
    private final Trust trust;
    private final Optional<CampaignsInRedis> redis;
    private final Optional<CampaignChannel> channel;
    private final Cache<String, Kept> local;
    private final ConcurrentMap<String, CompletableFuture<Found>> flights = new ConcurrentHashMap<>();
    private final ExecutorService redisThreads = DatabaseReads.pool("dibs-campaigns", REDIS_THREADS, REDIS_QUEUE);

    /**
     * A campaign, and who knew it.
     *
     * @param data null where there is no such campaign; only the decider says so
     * @param position as of which the decider said so; else null
     */
    public record Found(UniversalData data, Source source, Position position) {}

    private record Kept(UniversalData data, long until) {}

    /**
     * With or without Redis.
     *
     * @param decider reads the store; completed exceptionally where that cannot be asked
     */
    public CampaignCache(
            Optional<Redis> redis,
            CacheSettings settings,
            Function<String, CompletableFuture<Found>> decider,
            MeterRegistry registry) {
        this.settings = settings;
        this.decider = decider;
        this.metrics = new CacheMetrics(registry);
        this.trust = new Trust(settings.partitions(), System::nanoTime);
        this.redis = redis.map(each -> new CampaignsInRedis(each, settings.names()));
        this.channel = redis.map(each -> new CampaignChannel(
                each.address(), each.timeout(), settings.names().channel(), this::heard, this::broken));
        this.local =
                Caffeine.newBuilder().maximumSize(settings.localCampaigns()).build();
    }

    public void start() {
        channel.ifPresent(CampaignChannel::start);
    }

    /** Completed exceptionally where nobody can be asked. */
    public CompletableFuture<Found> find(String id) {
        Kept kept = local.getIfPresent(id);
        boolean trusted = trust.holds(home(id));
        if (kept != null && (trusted || System.nanoTime() - kept.until() < 0)) {
            metrics.campaign(Source.LOCAL);
            return CompletableFuture.completedFuture(new Found(kept.data(), Source.LOCAL, null));
        }
        CompletableFuture<Found> mine = new CompletableFuture<>();
        CompletableFuture<Found> others = flights.putIfAbsent(id, mine);
        if (others != null) {
            return others;
        }
        var unused = load(id, trusted).whenComplete((found, failure) -> landed(id, mine, found, failure));
        return mine;
    }

    private void landed(String id, CompletableFuture<Found> flight, Found found, Throwable failure) {
        if (failure != null) {
            flights.remove(id, flight);
            flight.completeExceptionally(failure);
            return;
        }
        // What was announced or lost meanwhile took the flight away: this may be older, and is not kept.
        local.asMap().compute(id, (key, kept) -> {
            boolean current = flights.remove(id, flight);
            return current && found.data() != null ? newer(kept, found.data()) : kept;
        });
        metrics.campaign(found.source());
        flight.complete(found);
    }

    private CompletableFuture<Found> load(String id, boolean trusted) {
        if (!trusted || redis.isEmpty()) {
            return decider.apply(id)
                    .exceptionallyCompose(failure -> fromRedis(id)
                            .thenCompose(copy -> copy.data() != null
                                    ? CompletableFuture.completedFuture(copy.found())
                                    : CompletableFuture.failedFuture(failure)));
        }
        return fromRedis(id)
                .thenCompose(copy -> copy.data() != null
                        ? CompletableFuture.completedFuture(copy.found())
                        : decider.apply(id).whenComplete((found, failure) -> {
                            if (failure == null && found.data() != null) {
                                fill(copy, found.data());
                            }
                        }));
    }

    /** Never completed exceptionally. */
    private CompletableFuture<CampaignsInRedis.Copy> fromRedis(String id) {
        if (redis.isEmpty()) {
            return CompletableFuture.completedFuture(CampaignsInRedis.Copy.UNKNOWN);
        }
        try {
            return CompletableFuture.supplyAsync(() -> redis.get().get(id), redisThreads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(CampaignsInRedis.Copy.UNKNOWN);
        }
    }

    private void fill(CampaignsInRedis.Copy copy, UniversalData data) {
        try {
            redisThreads.execute(() -> redis.orElseThrow().fill(copy, data));
        } catch (RejectedExecutionException e) {
            // The next reader fills it.
            return;
        }
    }

    private void heard(Announcement message) {
        trust.heard(message).ifPresent(this::drop);
        UniversalData data = message.campaign();
        if (data != null) {
            local.asMap().compute(data.id(), (id, kept) -> {
                flights.remove(id);
                return newer(kept, data);
            });
        }
    }

    private void broken() {
        trust.lose();
        drop("reconnect");
    }

    private void drop(String why) {
        metrics.distrusted(why);
        flights.clear();
        local.invalidateAll();
    }

    private static Kept newer(Kept kept, UniversalData data) {
        if (kept != null && kept.data().revision() > data.revision()) {
            return kept;
        }
        long millis = UNTRUSTED_MILLIS + ThreadLocalRandom.current().nextLong(UNTRUSTED_MILLIS / 4);
        return new Kept(data, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private int home(String id) {
        return HomePartition.of(id, settings.partitions());
    }

    @Override
    public void close() {
        channel.ifPresent(CampaignChannel::close);
        redisThreads.shutdownNow();
    }
}
