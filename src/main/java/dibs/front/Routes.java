package dibs.front;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Arrays;
import java.util.List;

/** What all routes have in common. Stateless and thread-safe. */
final class Routes {
    private Routes() {}

    /** Answers GET, and HEAD the same without the body: by itself, HEAD would find everything that could exist. */
    static void get(RoutesConfig routes, String path, Handler handler, Access access) {
        routes.get(path, handler, access);
        routes.head(path, handler, access);
    }

    /** Marks what may be kept if it is asked about; true where the caller has it: then that was the answer. */
    static boolean isCurrent(Context ctx, String etag) {
        ctx.header("ETag", etag);
        ctx.header("Cache-Control", "no-cache");
        boolean known = isAmong(ctx.header("If-None-Match"), etag);
        if (known) {
            ctx.status(304);
        }
        return known;
    }

    /** Proxies weaken tags and send several. */
    private static boolean isAmong(String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(one -> one.strip().replaceFirst("^W/", ""))
                        .anyMatch(one -> one.equals("*") || one.equals(etag));
    }

    /** A query parameter, or null if it is absent or empty; one that is given twice has no one meaning. */
    static String query(Context ctx, String name) {
        List<String> values = ctx.queryParams(name);
        if (values.size() > 1) {
            throw Problem.malformed(name, "is given more than once");
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }
}
