package dibs.front;

import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.Map;

/**
 * The page for operators, as files from the class path. Each file is a route of its own, so no path of a caller's is
 * ever looked up anywhere. The page asks for a token itself: nothing in these files is secret. Thread-safe.
 */
final class ConsoleRoutes {
    /** Nothing from elsewhere, nothing inline, in nobody's frame. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private static final String PATH = "/console/";

    private static final List<String> FILES = List.of(
            "console.css",
            "icon.svg",
            "main.js",
            "api.js",
            "campaigns.js",
            "chart.js",
            "chosen.js",
            "dom.js",
            "form.js",
            "live.js",
            "opening.js",
            "operating.js",
            "rates.js",
            "token.js",
            "user.js",
            "wallet.js",
            "words.js");

    /** The chart's library, from its package as it is published. */
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    void addTo(RoutesConfig routes) {
        add(routes, "/", PATH + "index.html");
        FILES.forEach(file -> add(routes, PATH + file, PATH + file));
        for (String file : List.of("uPlot.esm.js", "uPlot.min.css")) {
            add(routes, PATH + "uplot/" + file, UPLOT + file);
        }
    }

    private static void add(RoutesConfig routes, String path, String resource) {
        StaticFile file = StaticFile.of(TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)), resource);
        Routes.get(
                routes,
                path,
                ctx -> {
                    HEADERS.forEach(ctx::header);
                    file.answer(ctx);
                },
                Access.OPEN);
    }
}
