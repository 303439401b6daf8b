package dibs.front;

import dibs.cache.NotReadException;
import dibs.cache.Wallets;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** What users have. Stateless and thread-safe. */
final class UserRoutes {
    private final Wallets wallets;

    UserRoutes(Wallets wallets) {
        this.wallets = wallets;
    }

    void addTo(RoutesConfig routes) {
        Routes.get(routes, "/v1/users/{user}/wallet", this::wallet, Access.USER);
        routes.exception(
                NotReadException.class,
                (e, ctx) -> Bodies.problem(ctx, Problem.unavailable("the wallet cannot be read: " + e.getMessage())));
    }

    private void wallet(Context ctx) throws Malformed {
        String user = RequestJson.user("user", ctx.pathParam("user"));
        Guard.requireMayReadOf(ctx, user);
        ctx.header("Cache-Control", "no-store");
        ctx.future(() -> wallets.read(user).thenAccept(read -> {
            ctx.header("Dibs-Source", read.source().wireName());
            Bodies.json(ctx, 200, read.json());
        }));
    }
}
