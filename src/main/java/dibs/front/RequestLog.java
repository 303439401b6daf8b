package dibs.front;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every answer an id by which caller and log speak of the same call, times it, and writes a line for each if that
 * is wanted. Lines hold routes and no paths: those have users' ids in them. Thread-safe.
 */
final class RequestLog {
    static final String HEADER = "X-Request-Id";

    private static final Logger LOG = LoggerFactory.getLogger("dibs.access");
    private static final Pattern USABLE = Pattern.compile("[!-~]{1,128}");
    private static final String NO_ROUTE = "-";

    private final boolean wanted;
    private final RouteTimers timers;

    RequestLog(boolean wanted, RouteTimers timers) {
        this.wanted = wanted;
        this.timers = timers;
    }

    void addTo(JavalinConfig config) {
        config.routes.before(ctx -> ctx.header(HEADER, id(ctx.header(HEADER))));
        config.requestLogger.http(
                (ctx, millis) -> write(idOf(ctx), ctx.method().name(), route(ctx), ctx.statusCode(), millis));
    }

    /** For what never reached a route; null: not even its method is known. */
    void unrouted(String id, String method, int status, long millis) {
        write(id, method == null ? "-" : method, NO_ROUTE, status, (double) millis);
    }

    private void write(String id, String method, String route, int status, double millis) {
        timers.record(method, route, status, millis);
        if (wanted) {
            LOG.info("{} {} {} {} {} ms", id, method, route, status, String.format(Locale.ROOT, "%.1f", millis));
        }
    }

    /** The caller's, if it can stand in a header and a line; else a new one. */
    static String id(String given) {
        return given != null && USABLE.matcher(given).matches() ? given : fresh();
    }

    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    static String idOf(Context ctx) {
        return ctx.res().getHeader(HEADER);
    }

    static String route(Context ctx) {
        Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
        return matched == null ? NO_ROUTE : matched.path;
    }
}
