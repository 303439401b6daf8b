package dibs.front;

import dibs.wire.FlatJson;
import dibs.wire.Malformed;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;

/** Reads bodies and writes answers; all of them are JSON. */
final class Bodies {
    private Bodies() {}

    /** The body as one flat object with no other fields than {@code known}. */
    static FlatJson read(Context ctx, List<String> known) throws Malformed {
        String type = ctx.contentType();
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
            throw new Problem(415, "Unsupported Media Type", "Content-Type must be application/json");
        }
        return FlatJson.read(ctx.bodyAsBytes(), known);
    }

    static void json(Context ctx, int status, byte[] body) {
        ctx.status(status).contentType(ContentType.APPLICATION_JSON).result(body);
    }

    static void problem(Context ctx, Problem problem) {
        if (problem.isTransient()) {
            ctx.header("Retry-After", Problem.retryAfter());
        }
        ctx.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(problem.body());
    }
}
