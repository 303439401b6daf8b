package dibs.cluster;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * What this instance answers to the others, and to whoever collects metrics: on a port of its own, so that it can be
 * kept from users by the network, and with threads of its own, so that neither waits for the other. Thread-safe.
 */
public final class InstanceServer implements AutoCloseable {
    /** Version 1 of what instances tell each other. */
    static final String READS = "/internal/v1/reads";

    static final String SECRET = "Dibs-Instance-Secret";

    private static final int THREADS = 8;
    private static final long MAX_BYTES = 1 << 20;

    private final LocalStores stores;
    private final byte[] secret;
    private final Javalin http;

    /**
     * Made, but not listening yet.
     *
     * @param port 0 = any free
     * @param secret what other instances must show
     */
    public InstanceServer(String host, int port, String secret, LocalStores stores, PrometheusMeterRegistry registry) {
        this.stores = stores;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.http = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.jetty.host = host;
            config.jetty.port = port;
            QueuedThreadPool threads = new QueuedThreadPool(THREADS);
            threads.setName("dibs-instances");
            config.jetty.threadPool = threads;
            config.http.maxRequestSize = MAX_BYTES;
            config.routes.post(READS, this::reads);
            config.routes.get(
                    "/metrics",
                    ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(registry.scrape()));
        });
    }

    /** Listens; returns the port. */
    public int start() {
        http.start();
        return http.port();
    }

    private void reads(Context ctx) {
        String shown = Optional.ofNullable(ctx.header(SECRET)).orElse("");
        if (!MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), secret)) {
            ctx.status(401).result("this is for instances with the same front.instance-secret");
            return;
        }
        try {
            List<StoreQuestion> questions = StoreWire.questions(ctx.bodyAsBytes(), Peer.MOST_IN_A_CALL);
            ctx.contentType("application/octet-stream")
                    .result(StoreWire.answers(
                            questions.stream().map(stores::answer).toList()));
        } catch (IOException e) {
            ctx.status(400).result("these are no questions: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        http.stop();
    }
}
