package dibs.front;

import dibs.wire.FlatJson;
import dibs.wire.Malformed;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads bodies and writes answers; all of them are JSON. */
final class Bodies {
    /** Bytes that Jetty gathers of itself before it writes. */
    private static final int OUTPUT_BUFFER = 32 << 10;

    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private Bodies() {}

    /** The body as one flat object with no other fields than {@code known}. */
    static FlatJson read(Context ctx, List<String> known) throws Malformed {
        // As it is: Javalin's reading of it fails where there is no such charset.
        if (!isJson(ctx.header("Content-Type"))) {
            throw new Problem(
                    415, "Unsupported Media Type", "Content-Type must be application/json, its charset, if any, utf-8");
        }
        String encoding = ctx.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            ctx.header("Accept-Encoding", "identity");
            throw new Problem(415, "Unsupported Media Type", "Content-Encoding must be absent: send the JSON as it is");
        }
        return FlatJson.read(ctx.bodyAsBytes(), known);
    }

    /** The same where there need not be a body: none, or null as generated clients send it, is an empty object. */
    static FlatJson readOptional(Context ctx, List<String> known) throws Malformed {
        byte[] body = ctx.bodyAsBytes();
        return body.length == 0 || Arrays.equals(body, NULL) ? FlatJson.EMPTY : read(ctx, known);
    }

    private static boolean isJson(String type) {
        if (type == null) {
            return false;
        }
        if (type.equals(ContentType.JSON)) {
            return true;
        }
        List<String> parts = Arrays.stream(type.toLowerCase(Locale.ROOT).split(";", -1))
                .map(part -> part.strip().replace("\"", ""))
                .toList();
        return parts.get(0).equals("application/json")
                && parts.stream().filter(part -> part.startsWith("charset")).allMatch("charset=utf-8"::equals);
    }

    static void json(Context ctx, int status, byte[] body) {
        if (body.length > OUTPUT_BUFFER) {
            // As a whole into memory, and from there without a thread that would wait for the reader.
            ctx.res().setBufferSize(body.length + 1);
        }
        ctx.status(status).contentType(ContentType.APPLICATION_JSON).result(body);
    }

    static void problem(Context ctx, Problem problem) {
        if (problem.isTransient()) {
            ctx.header("Retry-After", Problem.retryAfter());
        }
        ctx.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(problem.body());
    }
}
