package dibs.front;

import dibs.wire.Printable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The API as a page to read and to try out: Swagger UI on /openapi.json, all of it from this process. Thread-safe. */
final class DocsRoutes {
    private static final String UI = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";

    /** Swagger UI sets styles by itself, and has its pictures in them. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private final StaticFile page = StaticFile.of("text/html; charset=utf-8", "/docs/index.html");
    private final Map<String, StaticFile> files = Map.of(
            "start.js", StaticFile.of(SCRIPT, "/docs/start.js"),
            "swagger-ui-bundle.js", StaticFile.of(SCRIPT, UI + "swagger-ui-bundle.js"),
            "swagger-ui.css", StaticFile.of("text/css; charset=utf-8", UI + "swagger-ui.css"));

    void addTo(RoutesConfig routes) {
        Routes.get(routes, "/docs", ctx -> answer(ctx, page), Access.OPEN);
        Routes.get(routes, "/docs/{file}", this::file, Access.OPEN);
    }

    private void file(Context ctx) {
        StaticFile file = files.get(ctx.pathParam("file"));
        if (file == null) {
            throw new Problem(404, "Not Found", "there is nothing at " + Printable.of(ctx.path()));
        }
        answer(ctx, file);
    }

    private static void answer(Context ctx, StaticFile file) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("Referrer-Policy", "no-referrer");
        file.answer(ctx);
    }

    private static String version() {
        String path = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
        try (InputStream in = DocsRoutes.class.getResourceAsStream(path)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }
}
