package dibs.front;

import dibs.auth.AuthSettings;
import dibs.auth.Caller;
import dibs.auth.InvalidTokenException;
import dibs.auth.KeysAwayException;
import dibs.auth.TokenVerifier;
import io.javalin.config.JavalinConfig;
import io.javalin.event.HandlerMetaInfo;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.security.RouteRole;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a call in, or not, before anything else looks at it: first the token (401), then what its bearer may do (403).
 * Whose the call is about is in its body for a claim, so that is asked last, by the route: what is malformed is told so
 * (400) before it is told that it is another user's (403).
 *
 * <p>A route without a rule cannot be added. Thread-safe.
 */
final class Guard {
    private static final String CALLER = "dibs.caller";
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String SCHEME = "Bearer ";

    private final Optional<TokenVerifier> tokens;

    Guard(AuthSettings settings, Clock clock) {
        this(settings.asksForTokens() ? Optional.of(new TokenVerifier(settings, clock)) : Optional.empty());
    }

    private Guard(Optional<TokenVerifier> tokens) {
        this.tokens = tokens;
    }

    /** Where nobody else can call. */
    static Guard ofNobody() {
        return new Guard(Optional.empty());
    }

    /** To be called before any route is added. */
    void addTo(JavalinConfig config) {
        config.events.handlerAdded(Guard::requireRule);
        config.routes.beforeMatched(this::check);
    }

    private static void requireRule(HandlerMetaInfo added) {
        if (added.getHttpMethod().isHttpMethod() && rules(added.getRoles()).size() != 1) {
            throw new IllegalStateException(added.getHttpMethod() + " " + added.getPath()
                    + " must say who may call it, by one of Access." + List.of(Access.values()));
        }
    }

    private static List<Access> rules(Set<RouteRole> roles) {
        return roles.stream()
                .filter(Access.class::isInstance)
                .map(Access.class::cast)
                .toList();
    }

    /** What has no rule is no route: HEAD where there is only GET, which has no answer. */
    private void check(Context ctx) throws KeysAwayException {
        requireNoForeignPage(ctx);
        if (tokens.isEmpty()) {
            ctx.attribute(CALLER, Caller.ANYONE);
            return;
        }
        for (Access rule : rules(ctx.routeRoles())) {
            switch (rule) {
                case OPEN -> {}
                case NOT_HERE -> throw new Problem(404, "Not Found", "this is not answered on this port");
                case ANY_TOKEN, USER -> identify(ctx);
                case OPERATOR ->
                    require(ctx, identify(ctx).mayOperate(), Caller.OPERATE, "operators need a token with the scope ");
            }
        }
    }

    /**
     * A page of another site, open in a browser that reaches this front, could else pause and close campaigns where no
     * token is asked for: a browser sends such a POST without asking, and names the page's site with it.
     */
    private static void requireNoForeignPage(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        if (foreign && !ctx.method().equals(HandlerType.GET)) {
            throw new Problem(403, "Forbidden", "this call comes from a page of another site");
        }
    }

    private Caller identify(Context ctx) throws KeysAwayException {
        List<String> given = Collections.list(ctx.req().getHeaders("Authorization"));
        if (given.isEmpty()) {
            ctx.header(CHALLENGE, "Bearer realm=\"dibs\"");
            throw new Problem(401, "Unauthorized", "this call needs a token: send Authorization: Bearer TOKEN");
        }
        try {
            Caller caller = tokens.orElseThrow().verify(token(given));
            ctx.attribute(CALLER, caller);
            return caller;
        } catch (InvalidTokenException e) {
            ctx.header(
                    CHALLENGE,
                    "Bearer realm=\"dibs\", error=\"invalid_token\", error_description=\"" + e.getMessage() + "\"");
            throw new Problem(401, "Unauthorized", "the token is not valid: " + e.getMessage());
        }
    }

    /** What is no bearer token is verified as the empty one, and so is not valid. */
    private static String token(List<String> given) {
        boolean isBearer = given.size() == 1 && given.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return isBearer ? given.get(0).substring(SCHEME.length()).strip() : "";
    }

    private static void require(Context ctx, boolean may, String scope, String otherwise) {
        if (!may) {
            ctx.header(CHALLENGE, "Bearer realm=\"dibs\", error=\"insufficient_scope\", scope=\"" + scope + "\"");
            throw new Problem(403, "Forbidden", otherwise + scope);
        }
    }

    /** Refuses a claim for a user that the caller does not act for. */
    static void requireMayClaimFor(Context ctx, String user) {
        requireOwn(ctx, caller(ctx).mayClaimFor(user));
    }

    /** Refuses to show what is another user's. */
    static void requireMayReadOf(Context ctx, String user) {
        requireOwn(ctx, caller(ctx).mayReadOf(user));
    }

    private static void requireOwn(Context ctx, boolean may) {
        require(
                ctx,
                may,
                Caller.CLAIM,
                "the token is not this user's; a service that acts for its users needs the scope ");
    }

    private static Caller caller(Context ctx) {
        Caller caller = ctx.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException(
                    RequestLog.route(ctx) + " asks whose token it is, and its rule asks for none");
        }
        return caller;
    }

    /** Why nobody can be let in now, if so. */
    Optional<String> notReady() {
        return tokens.flatMap(TokenVerifier::notReady);
    }
}
