package dibs.front;

import dibs.metrics.Buckets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * How many calls each route answered, how, and how long they took, under the names and labels Micrometer's users know.
 * Labels are routes and no paths, and methods that exist: what callers may make up would fill the memory. Thread-safe.
 */
final class RouteTimers {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final MeterRegistry registry;
    private final ConcurrentMap<Answered, Timer> timers = new ConcurrentHashMap<>();

    private record Answered(String method, String route, int status) {}

    RouteTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    void record(String method, String route, int status, double millis) {
        String known = method != null && METHODS.contains(method) ? method : "OTHER";
        timers.computeIfAbsent(new Answered(known, route, status), this::timer)
                .record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
    }

    private Timer timer(Answered answered) {
        return Timer.builder("http.server.requests")
                .description("Calls by route, with the time until they were answered")
                .tag("method", answered.method())
                .tag("uri", answered.route())
                .tag("status", Integer.toString(answered.status()))
                .tag("outcome", Outcome.forStatus(answered.status()).name())
                .serviceLevelObjectives(Buckets.ofRoutes())
                .register(registry);
    }
}
