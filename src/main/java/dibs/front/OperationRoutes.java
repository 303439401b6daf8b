package dibs.front;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dibs.wire.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Health, metrics and Dibs' descriptions of itself. Thread-safe. */
final class OperationRoutes {
    private final PrometheusMeterRegistry registry;
    private final List<Supplier<Optional<String>>> needs;
    private final List<Supplier<Optional<String>>> lags;
    private final byte[] openApi = document("/openapi.yaml");
    private final byte[] asyncApi = document("/asyncapi.yaml");

    /**
     * For one process.
     *
     * @param needs each says what a claim needs and is not ready, or nothing
     * @param lags each says what is behind though claims are decided, or nothing
     */
    OperationRoutes(
            PrometheusMeterRegistry registry,
            List<Supplier<Optional<String>>> needs,
            List<Supplier<Optional<String>>> lags) {
        this.registry = registry;
        this.needs = needs;
        this.lags = lags;
    }

    void addTo(RoutesConfig routes) {
        Routes.get(routes, "/health/live", ctx -> health(ctx, "live", Map.of("notReady", List.of())), Access.OPEN);
        Routes.get(routes, "/health/ready", this::ready, Access.OPEN);
        Routes.get(
                routes,
                "/metrics",
                ctx -> ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                        .result(registry.scrape()),
                Access.NOT_HERE);
        Routes.get(routes, "/openapi.json", ctx -> Bodies.json(ctx, 200, openApi), Access.OPEN);
        Routes.get(routes, "/asyncapi.json", ctx -> Bodies.json(ctx, 200, asyncApi), Access.OPEN);
    }

    /** What the checks that have something to say say. */
    static List<String> answers(List<Supplier<Optional<String>>> checks) {
        return checks.stream().map(Supplier::get).flatMap(Optional::stream).toList();
    }

    /** A ledger that is behind takes no instance out of service: claims are decided without it. */
    private void ready(Context ctx) {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("notReady", answers(needs));
        lines.put("behind", answers(lags));
        health(ctx, "ready", lines);
    }

    private static void health(Context ctx, String what, Map<String, List<String>> lines) {
        boolean well = lines.get("notReady").isEmpty();
        ctx.header("Cache-Control", "no-store");
        Bodies.json(ctx, well ? 200 : 503, Json.bytes(out -> {
            out.writeStartObject();
            out.writeBooleanField(what, well);
            for (Map.Entry<String, List<String>> each : lines.entrySet()) {
                writeLines(out, each.getKey(), each.getValue());
            }
            out.writeEndObject();
        }));
    }

    private static void writeLines(JsonGenerator out, String field, List<String> lines) throws IOException {
        out.writeArrayFieldStart(field);
        for (String line : lines) {
            out.writeString(line);
        }
        out.writeEndArray();
    }

    private static byte[] document(String path) {
        try (InputStream yaml = OperationRoutes.class.getResourceAsStream(path)) {
            Object document = new ObjectMapper(new YAMLFactory()).readValue(yaml, Object.class);
            return new ObjectMapper().writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }
}
