package dibs.front;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dibs.auth.AuthSettings;
import dibs.auth.AuthSettings.Mode;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A route about which nobody has said who may call it cannot be added, in whatever way it is. */
class GuardTest {
    private static void add(Consumer<RoutesConfig> routes) {
        AuthSettings none = new AuthSettings(
                Mode.NONE, "", "", "", "", Set.of(), Duration.ZERO, Duration.ofMinutes(5), Duration.ofHours(1));
        Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            new Guard(none, Clock.systemUTC()).addTo(config);
            routes.accept(config.routes);
        });
    }

    private static void assertRefused(Consumer<RoutesConfig> routes) {
        assertThatThrownBy(() -> add(routes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/secret must say who may call it");
    }

    @Test
    void everyRouteNeedsARule() {
        assertRefused(routes -> routes.get("/secret", ctx -> {}));
        assertRefused(routes -> routes.post("/secret", ctx -> {}));
        assertRefused(routes -> routes.sse("/secret", client -> {}));
        assertRefused(routes -> routes.addHttpHandler(HandlerType.DELETE, "/secret", ctx -> {}));
        assertRefused(routes -> routes.get("/secret", ctx -> {}, Access.OPEN, Access.OPERATOR));
        assertThatCode(() -> add(routes -> Routes.get(routes, "/secret", ctx -> {}, Access.ANY_TOKEN)))
                .doesNotThrowAnyException();
    }
}
