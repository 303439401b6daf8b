package dibs.front;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;

/** What all routes have in common. Stateless and thread-safe. */
final class Routes {
    private Routes() {}

    /** Answers GET, and HEAD the same without the body: by itself, HEAD would find everything that could exist. */
    static void get(RoutesConfig routes, String path, Handler handler, Access access) {
        routes.get(path, handler, access);
        routes.head(path, handler, access);
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
