package dibs.front;

import dibs.cache.CampaignCache;
import dibs.cache.CampaignCache.Found;
import dibs.cache.Source;
import dibs.cache.Wallets;
import dibs.campaign.CampaignState;
import dibs.campaign.UniversalData;
import dibs.cluster.Cluster;
import dibs.stream.LocalReplies;
import io.javalin.Javalin;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jetty.JettyServerThreadPoolMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of Dibs: thin, since the rules live in the decider. A claim waits for its decision without a thread.
 *
 * <p>Thread-safe.
 */
public final class Front implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);

    private final FrontSettings settings;
    private final QueuedThreadPool threads;
    private final PendingReplies replies;
    private final RequestPublisher publisher;
    private final ReplyReader reader;
    private final Requests requests;
    private final Refusals refusals;
    private final StatsFeeds feeds;
    private final Wallets wallets;
    private final LedgerLag ledgerLag;
    private final CampaignCache campaigns;
    private final StoreQueries queries;
    private final RequestLog requestLog;
    private final Guard guard;
    private final Javalin http;
    private volatile boolean rehearsed;

    /**
     * Connects; {@link #start()} listens.
     *
     * @param cluster whose stores are asked; closed by whoever made it
     * @param caches what is read from; closed with the front
     * @param needs what a claim needs: each says what is not ready, or nothing
     * @param lags what claims do not wait for: each says what is behind, or nothing
     */
    public Front(
            FrontSettings settings,
            Cluster cluster,
            FrontCaches caches,
            PrometheusMeterRegistry registry,
            List<Supplier<Optional<String>>> needs,
            List<Supplier<Optional<String>>> lags) {
        this.settings = settings;
        this.requestLog = new RequestLog(settings.accessLog(), new RouteTimers(registry));
        this.guard = new Guard(settings.auth(), Clock.systemUTC());
        this.threads = new QueuedThreadPool(settings.threads());
        threads.setName("dibs-http");
        new JettyServerThreadPoolMetrics(threads, List.of()).bindTo(registry);
        this.refusals = new Refusals(registry);
        int partition = ThreadLocalRandom.current().nextInt(settings.partitions());
        SoldOutLease lease = new SoldOutLease(settings.soldOutLease());
        this.replies = new PendingReplies(
                partition,
                settings.maxUnderWay(),
                refusals,
                settings.decisionTimeout(),
                lease,
                new ToldDecisions(registry),
                threads);
        this.publisher = new RequestPublisher(settings, registry);
        this.reader = new ReplyReader(settings, partition, replies);
        FrontLimits limits = settings.limits();
        this.requests = new Requests(publisher::publish, replies, refusals);
        this.queries = new StoreQueries(cluster.reads(threads), settings.partitions());
        this.feeds = new StatsFeeds(queries, limits.idleTimeout());
        this.wallets = caches.wallets();
        this.ledgerLag = new LedgerLag(settings, wallets::ledgerProgress);
        this.campaigns = new CampaignCache(
                caches.redis(), caches.settings(), campaign -> universalData(queries, campaign), registry);
        Gauge.builder("dibs.http.claims.under.way", requests, Requests::underWay)
                .description("Requests that wait for their decision")
                .register(registry);
        List<Supplier<Optional<String>>> all = new ArrayList<>(needs);
        all.add(reader::notReady);
        all.add(guard::notReady);
        all.add(() -> rehearsed ? Optional.empty() : Optional.of("front: warming up"));
        Gauge.builder(
                        "dibs.ready",
                        all,
                        needed -> OperationRoutes.answers(needed).isEmpty() ? 1 : 0)
                .description("1 while a claim would work here, as /health/ready says")
                .register(registry);
        ClaimQueues queues = new ClaimQueues(settings.partitions(), limits.maxWait());
        Admission admission = new Admission(new RateLimit(limits.claimsPerUser()), queues, refusals);
        SoldOutEdge edge =
                new SoldOutEdge(queries::find, lease, Clock.systemUTC(), System::nanoTime, threads, refusals, registry);
        this.http = Javalin.create(config -> {
            new FrontHttp(settings, threads, requestLog, refusals, registry)
                    .configure(config, new LateClaims(queues, queries::home, edge::knows, refusals));
            requestLog.addTo(config);
            guard.addTo(config);
            new ClaimRoutes(requests, queries, edge, admission, wallets, registry).addTo(config.routes);
            new CampaignRoutes(queries, campaigns, Clock.systemUTC()).addTo(config.routes);
            new EventRoutes(queries, feeds, limits.maxListeners(), refusals, registry).addTo(config.routes);
            new UserRoutes(wallets).addTo(config.routes);
            new LedgerRoutes(ledgerLag).addTo(config.routes);
            new PageRoutes(queries, campaigns, wallets, settings.pageDeadline(), Clock.systemUTC())
                    .addTo(config.routes);
            new OperatorRoutes(requests, Clock.systemUTC()).addTo(config.routes);
            new OperationRoutes(registry, all, lags).addTo(config.routes);
            new ConsoleRoutes().addTo(config.routes);
            new DocsRoutes().addTo(config.routes);
        });
    }

    private static CompletableFuture<Found> universalData(StoreQueries queries, String campaign) {
        return queries.find(campaign, null, AtLeast.NOTHING, StoreQueries.MAX_WAIT)
                .thenApply(answer -> {
                    CampaignState state = answer.campaign();
                    UniversalData data = state == null ? null : state.universalData();
                    return new Found(data, Source.DECIDER, answer.position());
                });
    }

    /** The waiting requests, for a decider in this process to tell directly. */
    public LocalReplies replies() {
        return replies;
    }

    /** Listens; every reply to a claim taken from now on will be seen. */
    public void start() {
        campaigns.start();
        publisher.warmUp();
        reader.start();
        guard.notReady().ifPresent(LOG::warn);
        http.start();
    }

    /** Rehearses for {@code time}, and is ready then. To be called when all else is ready. */
    public void warmUp(Duration time) {
        if (!time.isZero()) {
            try (Rehearsal rehearsal = new Rehearsal(settings, publisher::rehearse, replies, queries, wallets)) {
                rehearsal.run(time);
            } catch (RuntimeException e) {
                LOG.warn("The first claims will be slow: the warm-up failed", e);
            }
        }
        rehearsed = true;
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** Takes no more requests, lets those under way finish, then stops. */
    @Override
    public void close() {
        requests.close();
        Duration longest =
                settings.decisionTimeout().plus(settings.soldOutLease().multipliedBy(2));
        long deadline = System.nanoTime() + longest.toNanos();
        while (requests.underWay() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        feeds.close();
        http.stop();
        reader.close();
        publisher.close();
        replies.close();
        campaigns.close();
        ledgerLag.close();
        wallets.close();
    }
}
