package dibs.front;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
            "X-Content-Type-Options",
            "nosniff",
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

    /** Bytes with what is said of them. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Asset(String type, String etag, byte[] bytes) {
        static Asset of(String resource) {
            byte[] bytes = read(resource);
            return new Asset(TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)), tag(bytes), bytes);
        }
    }

    void addTo(RoutesConfig routes) {
        add(routes, "/", PATH + "index.html");
        FILES.forEach(file -> add(routes, PATH + file, PATH + file));
        for (String file : List.of("uPlot.esm.js", "uPlot.min.css")) {
            add(routes, PATH + "uplot/" + file, UPLOT + file);
        }
    }

    private static void add(RoutesConfig routes, String path, String resource) {
        Asset asset = Asset.of(resource);
        Routes.get(routes, path, ctx -> serve(ctx, asset), Access.OPEN);
    }

    private static void serve(Context ctx, Asset asset) {
        HEADERS.forEach(ctx::header);
        if (!Routes.isCurrent(ctx, asset.etag())) {
            // A strong tag names these bytes; packed ones would be others.
            ctx.disableCompression();
            ctx.contentType(asset.type()).result(asset.bytes());
        }
    }

    private static byte[] read(String resource) {
        try (InputStream in = ConsoleRoutes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + resource + " on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
