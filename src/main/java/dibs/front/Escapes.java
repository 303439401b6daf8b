package dibs.front;

import io.javalin.http.Context;
import java.util.regex.Pattern;

/**
 * Refuses addresses with percent signs that begin no escape: left to themselves, some of them count as absent and others
 * as a failure of ours. Stateless and thread-safe.
 */
final class Escapes {
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private Escapes() {}

    static void check(Context ctx) {
        if (isBroken(ctx.path()) || isBroken(ctx.queryString())) {
            throw new Problem(
                    400, "Bad Request", "in path and query a percent sign must stand before two hexadecimal digits");
        }
    }

    private static boolean isBroken(String text) {
        return text != null && BROKEN.matcher(text).find();
    }
}
