package dibs.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The other instances, by address, and the threads their answers come on: two, which wait for nobody. Thread-safe.
 */
public final class Peers implements AutoCloseable {
    private static final int THREADS = 2;
    /** A peer on the same network accepts at once, or is not there. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);

    private final ConcurrentMap<String, Peer> peers = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final HttpClient http;
    private final String secret;
    private final Timer calls;

    /** Shows {@code secret} with every call. */
    public Peers(String secret, MeterRegistry registry) {
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "dibs-peers-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(threads)
                .build();
        this.secret = secret;
        this.calls = Timer.builder("dibs.instance.calls")
                .description("Calls of other instances' stores; several questions go in one")
                .register(registry);
    }

    /** The answer of the instance at {@code address}; empty where it has none, or none was to be had. */
    CompletableFuture<Optional<StoreAnswer>> ask(String address, StoreQuestion question) {
        return peers.computeIfAbsent(address, at -> new Peer(at, secret, http, calls))
                .ask(question)
                .exceptionally(failure -> Optional.empty());
    }

    /** Forgets all others than {@code addresses}: instances come and go, each with a new address. */
    void keep(Collection<String> addresses) {
        peers.keySet().retainAll(addresses);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
