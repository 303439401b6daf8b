package dibs.front;

import dibs.cache.Wallets;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Grant;
import dibs.campaign.Position;
import io.javalin.Javalin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims of nobody through the front's own code, so that a rush that comes with the first second does not meet
 * a JVM that has compiled nothing yet.
 *
 * <p>They come in on a port of their own, where claims take the way of {@link RequestPublisher#rehearse}: to the broker
 * and back by this front's own replies. Nothing reaches the request log, and no metric counts them. Run it once.
 */
final class Rehearsal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final String CAMPAIGN = "rehearsal";
    private static final int CALLERS = 4;
    private static final int CALL_TIMEOUT_MILLIS = 1_000;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final Javalin http;

    /** With requests that {@code publisher} sends past the log. */
    Rehearsal(
            FrontSettings settings,
            Requests.Publisher publisher,
            PendingReplies replies,
            StoreQueries queries,
            Wallets wallets) {
        MeterRegistry unseen = new SimpleMeterRegistry();
        Refusals refusals = new Refusals(unseen);
        Requests requests = new Requests(publisher, replies, refusals);
        SoldOutLease lease = new SoldOutLease(settings.soldOutLease());
        SoldOutEdge edge =
                new SoldOutEdge(queries::find, lease, Clock.systemUTC(), System::nanoTime, callers, refusals, unseen);
        Admission anyone = new Admission(
                new RateLimit(0),
                new ClaimQueues(settings.partitions(), settings.limits().maxWait()),
                refusals);
        this.http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.jetty.host = "127.0.0.1";
            config.jetty.port = 0;
            config.jetty.modifyServer(server -> server.insertHandler(new WholeBody(settings.limits(), refusals)));
            Failures.addTo(config.routes);
            Guard.ofNobody().addTo(config);
            new ClaimRoutes(requests, queries, edge, anyone, wallets, unseen).addTo(config.routes);
        });
    }

    /** The decision of a claim that nobody made. */
    static Decision granted(String campaign, long offset) {
        Position position = new Position(0, offset);
        Grant grant = new Grant(100, offset, position.toString(), 0, position);
        return new ClaimDecision(
                campaign, "u-" + offset, ClaimOutcome.GRANTED, grant, grant.requestId(), grant.decidedAt(), position);
    }

    /** Returns after that long, or a call's time-out later. */
    void run(Duration time) {
        http.start();
        long deadline = System.nanoTime() + time.toNanos();
        for (int caller = 0; caller < CALLERS; caller++) {
            callers.execute(() -> call(deadline));
        }
        callers.shutdown();
        try {
            callers.awaitTermination(time.toMillis() + CALL_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(long deadline) {
        for (int n = 0; System.nanoTime() - deadline < 0; n++) {
            try {
                claim("{\"user\":\"u-" + n + "\"}");
                if (n % 8 == 0) {
                    claim("{\"user\":\"-\"}");
                }
            } catch (IOException e) {
                // A slow first call is what this is for; nobody waits for its answer.
                LOG.debug("a rehearsed claim failed", e);
            }
        }
    }

    private void claim(String body) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + "/v1/campaigns/" + CAMPAIGN + "/claims");
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setReadTimeout(CALL_TIMEOUT_MILLIS);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        boolean well = connection.getResponseCode() < 400;
        try (InputStream answer = well ? connection.getInputStream() : connection.getErrorStream()) {
            answer.readAllBytes();
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
        http.stop();
    }
}
