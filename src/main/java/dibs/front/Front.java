package dibs.front;

import dibs.cache.CampaignCache;
import dibs.cache.CampaignCache.Found;
import dibs.cache.Source;
import dibs.cache.Wallets;
import dibs.campaign.CampaignState;
import dibs.campaign.Limits;
import dibs.campaign.UniversalData;
import dibs.stream.DeciderReads;
import dibs.stream.LocalReplies;
import dibs.wire.Malformed;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.handler.GracefulHandler;
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

    private static final long STOP_TIMEOUT_MILLIS = 5_000;

    private final FrontSettings settings;
    private final QueuedThreadPool threads;
    private final PendingReplies replies;
    private final RequestPublisher publisher;
    private final ReplyReader reader;
    private final Requests requests;
    private final Refusals refusals;
    private final StatsFeeds feeds;
    private final Wallets wallets;
    private final CampaignCache campaigns;
    private final Javalin http;

    /**
     * Connects; {@link #start()} listens.
     *
     * @param caches what is read from; closed with the front
     * @param needs what a claim needs: each says what is not ready, or nothing
     * @param lags what claims do not wait for: each says what is behind, or nothing
     */
    public Front(
            FrontSettings settings,
            DeciderReads reads,
            FrontCaches caches,
            PrometheusMeterRegistry registry,
            List<Supplier<Optional<String>>> needs,
            List<Supplier<Optional<String>>> lags) {
        this.settings = settings;
        this.threads = new QueuedThreadPool(settings.threads());
        threads.setName("dibs-http");
        this.refusals = new Refusals(registry);
        int partition = ThreadLocalRandom.current().nextInt(settings.partitions());
        this.replies = new PendingReplies(
                partition,
                settings.maxUnderWay(),
                refusals,
                settings.decisionTimeout(),
                new SoldOutLease(settings.soldOutLease()),
                new ToldDecisions(registry),
                threads);
        this.publisher = new RequestPublisher(settings);
        this.reader = new ReplyReader(settings, partition, replies);
        FrontLimits limits = settings.limits();
        this.requests = new Requests(
                publisher,
                replies,
                new ClaimQueues(settings.partitions(), limits.maxWait()),
                new RateLimit(limits.claimsPerUser()),
                refusals);
        StoreQueries queries = new StoreQueries(reads, threads);
        this.feeds = new StatsFeeds(queries, limits.idleTimeout());
        this.wallets = caches.wallets();
        this.campaigns = new CampaignCache(
                caches.redis(), caches.settings(), campaign -> universalData(queries, campaign), registry);
        Gauge.builder("dibs.http.claims.under.way", requests, Requests::underWay)
                .description("Requests that wait for their decision")
                .register(registry);
        List<Supplier<Optional<String>>> all = new ArrayList<>(needs);
        all.add(reader::notReady);
        this.http = Javalin.create(config -> {
            configure(config, registry);
            new ClaimRoutes(requests, queries, wallets, registry).addTo(config.routes);
            new CampaignRoutes(queries, campaigns, Clock.systemUTC()).addTo(config.routes);
            new EventRoutes(feeds, limits.maxListeners(), refusals, registry).addTo(config.routes);
            new UserRoutes(wallets).addTo(config.routes);
            new PageRoutes(queries, campaigns, wallets, settings.pageDeadline(), Clock.systemUTC())
                    .addTo(config.routes);
            new OperatorRoutes(requests, Clock.systemUTC()).addTo(config.routes);
            new OperationRoutes(registry, all, lags).addTo(config.routes);
        });
    }

    private static CompletableFuture<Found> universalData(StoreQueries queries, String campaign) {
        return queries.find(campaign, AtLeast.NOTHING, Duration.ZERO).thenApply(answering -> {
            CampaignState state = answering.campaign(campaign);
            UniversalData data = state == null ? null : state.universalData();
            return new Found(data, Source.DECIDER, answering.position());
        });
    }

    private void configure(JavalinConfig config, MeterRegistry registry) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.threadPool = threads;
        ConnectionBound connections = new ConnectionBound(settings.limits().maxConnections());
        Gauge.builder("dibs.http.connections", connections, ConnectionBound::open)
                .description("Connections that are open")
                .register(registry);
        config.jetty.addConnector((server, http) -> FrontConnector.of(server, http, settings, connections));
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new JettyProblems());
            // Answers that are being written when the front closes are written to their end.
            server.insertHandler(new GracefulHandler());
            server.insertHandler(new WholeBody(settings.limits(), refusals));
            RateLimit addresses = new RateLimit(settings.limits().requestsPerAddress());
            server.insertHandler(new Gate(connections, addresses, refusals));
            server.setStopTimeout(STOP_TIMEOUT_MILLIS);
        });
        config.http.maxRequestSize = Limits.MAX_REQUEST_BYTES;
        config.http.prefer405over404 = true;
        config.http.asyncTimeout = settings.decisionTimeout().plusSeconds(30).toMillis();
        errors(config.routes);
    }

    private static void errors(RoutesConfig routes) {
        routes.exception(Problem.class, (problem, ctx) -> Bodies.problem(ctx, problem));
        routes.exception(
                Malformed.class, (e, ctx) -> Bodies.problem(ctx, Problem.malformed(e.field(), e.getMessage())));
        routes.exception(HttpResponseException.class, (e, ctx) -> Bodies.problem(ctx, translated(e, ctx)));
        routes.exception(
                HttpException.RuntimeException.class,
                (e, ctx) -> Bodies.problem(ctx, JettyProblems.problem(e.getCode())));
        // Only bodies are read here: one that breaks off is its sender's doing, and nothing for the log.
        routes.exception(
                IOException.class,
                (e, ctx) -> Bodies.problem(ctx, new Problem(400, "Bad Request", "the body cannot be read to its end")));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            Bodies.problem(
                    ctx, new Problem(500, "Internal Server Error", "this should not have happened; see the log"));
        });
    }

    private static Problem translated(HttpResponseException e, Context ctx) {
        HttpStatus status = HttpStatus.forStatus(e.getStatus());
        return switch (status) {
            case NOT_FOUND -> new Problem(404, "Not Found", "there is nothing at " + ctx.path());
            case METHOD_NOT_ALLOWED -> {
                ctx.header("Allow", e.getDetails().getOrDefault("availableMethods", "GET"));
                yield new Problem(405, "Method Not Allowed", ctx.method() + " is not possible here");
            }
            case CONTENT_TOO_LARGE -> new Problem(413, "Content Too Large", "a body may have at most 65536 bytes");
            default -> new Problem(e.getStatus(), status.getMessage(), e.getMessage());
        };
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
        http.start();
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
        wallets.close();
    }
}
