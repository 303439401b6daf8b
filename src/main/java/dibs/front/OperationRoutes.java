package dibs.front;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dibs.wire.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Health, metrics and the API's own description. Thread-safe. */
final class OperationRoutes {
    private final PrometheusMeterRegistry registry;
    private final List<Supplier<Optional<String>>> checks;
    private final byte[] openApi = openApi();

    /**
     * For one process.
     *
     * @param checks each says what is not ready, or nothing
     */
    OperationRoutes(PrometheusMeterRegistry registry, List<Supplier<Optional<String>>> checks) {
        this.registry = registry;
        this.checks = checks;
    }

    void addTo(RoutesConfig routes) {
        Routes.get(routes, "/health/live", ctx -> health(ctx, "live", List.of()));
        Routes.get(routes, "/health/ready", ctx -> health(ctx, "ready", notReady()));
        Routes.get(
                routes,
                "/metrics",
                ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(registry.scrape()));
        Routes.get(routes, "/openapi.json", ctx -> Bodies.json(ctx, 200, openApi));
    }

    private List<String> notReady() {
        return checks.stream().map(Supplier::get).flatMap(Optional::stream).toList();
    }

    private static void health(Context ctx, String what, List<String> failing) {
        ctx.header("Cache-Control", "no-store");
        Bodies.json(ctx, failing.isEmpty() ? 200 : 503, Json.bytes(out -> {
            out.writeStartObject();
            out.writeBooleanField(what, failing.isEmpty());
            out.writeArrayFieldStart("notReady");
            for (String failure : failing) {
                out.writeString(failure);
            }
            out.writeEndArray();
            out.writeEndObject();
        }));
    }

    private static byte[] openApi() {
        try (InputStream yaml = OperationRoutes.class.getResourceAsStream("/openapi.yaml")) {
            Object document = new ObjectMapper(new YAMLFactory()).readValue(yaml, Object.class);
            return new ObjectMapper().writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
    }
}
