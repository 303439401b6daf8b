package dibs.front;

import dibs.campaign.Limits;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** How the front speaks HTTP: its port, its bounds, and what callers are told where no route answers. Used once. */
final class FrontHttp {
    private static final long STOP_TIMEOUT_MILLIS = 5_000;

    private final FrontSettings settings;
    private final QueuedThreadPool threads;
    private final RequestLog requestLog;
    private final Refusals refusals;
    private final MeterRegistry registry;

    FrontHttp(
            FrontSettings settings,
            QueuedThreadPool threads,
            RequestLog requestLog,
            Refusals refusals,
            MeterRegistry registry) {
        this.settings = settings;
        this.threads = threads;
        this.requestLog = requestLog;
        this.refusals = refusals;
        this.registry = registry;
    }

    /**
     * To be called before any route is added.
     *
     * @param gate what asks for a route passes it, with its body
     */
    void configure(JavalinConfig config, Handler.Singleton gate) {
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
            server.setErrorHandler(new JettyProblems(requestLog));
            // Answers that are being written when the front closes are written to their end.
            server.insertHandler(new GracefulHandler());
            server.insertHandler(new Dispatch(threads));
            server.insertHandler(gate);
            server.insertHandler(new WholeBody(settings.limits(), refusals));
            RateLimit addresses = new RateLimit(settings.limits().requestsPerAddress());
            server.insertHandler(new Gate(connections, addresses, refusals));
            server.setStopTimeout(STOP_TIMEOUT_MILLIS);
        });
        config.http.maxRequestSize = Limits.MAX_REQUEST_BYTES;
        // Javalin copies each answer through an array of this size, made anew; Jetty's 32 KiB were half of all garbage.
        config.http.responseBufferSize = 2 << 10;
        config.http.prefer405over404 = true;
        config.http.asyncTimeout = settings.decisionTimeout().plusSeconds(30).toMillis();
        Failures.addTo(config.routes);
        config.routes.before(Escapes::check);
    }
}
