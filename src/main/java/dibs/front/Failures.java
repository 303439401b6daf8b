package dibs.front;

import dibs.auth.KeysAwayException;
import dibs.cluster.NotServedException;
import dibs.wire.Malformed;
import dibs.wire.Printable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers are told where a route fails; only what is no caller's doing is logged. Stateless and thread-safe. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static void addTo(RoutesConfig routes) {
        routes.exception(Problem.class, (problem, ctx) -> Bodies.problem(ctx, problem));
        routes.exception(Malformed.class, (e, ctx) -> Bodies.problem(ctx, Problem.malformed(e)));
        routes.exception(
                NotServedException.class, (e, ctx) -> Bodies.problem(ctx, Problem.unavailable(e.getMessage())));
        routes.exception(HttpResponseException.class, (e, ctx) -> Bodies.problem(ctx, translated(e, ctx)));
        routes.exception(
                HttpException.RuntimeException.class,
                (e, ctx) -> Bodies.problem(ctx, JettyProblems.problem(e.getCode(), e.getReason())));
        routes.exception(
                KeysAwayException.class,
                (e, ctx) -> Bodies.problem(
                        ctx, Problem.unavailable("no token can be verified now; nothing was written, send it again")));
        // Only bodies are read here: one that breaks off is its sender's doing, and nothing for the log.
        routes.exception(
                IOException.class,
                (e, ctx) -> Bodies.problem(ctx, new Problem(400, "Bad Request", "the body cannot be read to its end")));
        routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} {} failed", RequestLog.idOf(ctx), ctx.method(), RequestLog.route(ctx), e);
            Bodies.problem(
                    ctx, new Problem(500, "Internal Server Error", "this should not have happened; see the log"));
        });
    }

    private static Problem translated(HttpResponseException e, Context ctx) {
        HttpStatus status = HttpStatus.forStatus(e.getStatus());
        return switch (status) {
            case NOT_FOUND -> new Problem(404, "Not Found", "there is nothing at " + Printable.of(ctx.path()));
            case METHOD_NOT_ALLOWED -> {
                ctx.header("Allow", e.getDetails().getOrDefault("availableMethods", "GET"));
                yield new Problem(
                        405, "Method Not Allowed", Printable.of(ctx.method().name()) + " is not possible here");
            }
            case CONTENT_TOO_LARGE -> Problem.tooLarge();
            default -> new Problem(e.getStatus(), status.getMessage(), e.getMessage());
        };
    }
}
