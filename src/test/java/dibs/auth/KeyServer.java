package dibs.auth;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes an issuer's keys over HTTP, and counts who asks. Thread-safe. */
public final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile String jwks;

    public KeyServer(String jwks) throws IOException {
        this(jwks, 0);
    }

    /** On a port of which it is known that nobody listens. */
    KeyServer(String jwks, int port) throws IOException {
        this.jwks = jwks;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            byte[] body = this.jwks.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/keys";
    }

    int port() {
        return server.getAddress().getPort();
    }

    public void publish(String now) {
        jwks = now;
    }

    int fetches() {
        return fetches.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
