package dibs.front;

import dibs.campaign.Request.Claim;
import dibs.metrics.ProcessMeters;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A front whose one route takes claims as {@link ClaimRoutes} does, with the same server and the same handlers before it,
 * and answers at once: what a claim over HTTP costs where nothing is decided. For {@code ./dibs compare}.
 *
 * <p>Thread-safe.
 */
public final class NoOpFront implements AutoCloseable {
    private static final List<String> FIELDS = List.of("user", "requestId");

    private final ProcessMeters meters;
    private final Javalin http;
    private final Function<String, Answer> answers;

    /** What a claim is answered. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Answer(int status, byte[] body) {}

    /**
     * Listens at once.
     *
     * @param answers by campaign
     */
    public NoOpFront(FrontSettings settings, Function<String, Answer> answers) {
        this.answers = answers;
        this.meters = new ProcessMeters(settings.topics().prefix());
        MeterRegistry registry = meters.registry();
        Refusals refusals = new Refusals(registry);
        RequestLog log = new RequestLog(settings.accessLog(), new RouteTimers(registry));
        ClaimQueues queues =
                new ClaimQueues(settings.partitions(), settings.limits().maxWait());
        QueuedThreadPool threads = new QueuedThreadPool(settings.threads());
        threads.setName("dibs-http");
        this.http = Javalin.create(config -> {
            new FrontHttp(settings, threads, log, refusals, registry)
                    .configure(config, new LateClaims(queues, campaign -> 0, campaign -> false, refusals));
            log.addTo(config);
            new Guard(settings.auth(), Clock.systemUTC()).addTo(config);
            config.routes.post(ClaimRoutes.PATH, this::claim, Access.USER);
        });
        http.start();
    }

    private void claim(Context ctx) throws Malformed {
        ctx.header("Cache-Control", "no-store");
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        Claim claim = RequestJson.readClaim(Bodies.read(ctx, FIELDS));
        Guard.requireMayClaimFor(ctx, claim.user());
        Answer answer = answers.apply(campaign);
        if (answer.status() == 201) {
            ctx.header("Location", ClaimRoutes.location(campaign, claim.user(), null));
        }
        Bodies.json(ctx, answer.status(), answer.body());
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.stop();
        meters.close();
    }
}
