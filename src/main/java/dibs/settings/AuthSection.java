package dibs.settings;

import com.typesafe.config.Config;
import dibs.auth.AuthSettings;
import dibs.auth.AuthSettings.Mode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code auth}: what does not protect, though somebody may believe so, stops the start. Stateless. */
final class AuthSection {
    private static final List<String> PUBLIC =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /** By algorithm, how many bytes its secret must have. */
    private static final Map<String, Integer> SHARED = Map.of("HS256", 32, "HS384", 48, "HS512", 64);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private AuthSection() {}

    static AuthSettings read(Config c) {
        AuthSettings auth = new AuthSettings(
                mode(Settings.text(c, "auth.mode")),
                Settings.text(c, "auth.jwks"),
                Settings.text(c, "auth.secret"),
                Settings.text(c, "auth.issuer"),
                Settings.text(c, "auth.audience"),
                algorithms(
                        Settings.text(c, "auth.algorithms"),
                        !Settings.text(c, "auth.secret").isEmpty()),
                Settings.duration(c, "auth.clock-skew", 0, 300_000),
                Settings.duration(c, "auth.jwks-refresh", 1_000, 86_400_000),
                Settings.duration(c, "auth.jwks-outage", 1_000, 86_400_000));
        requireNothingInVain(auth);
        if (auth.asksForTokens()) {
            requireEnough(auth);
            requireReadable(c, auth.jwks());
            requireLongEnough(auth);
        }
        return auth;
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "none" -> Mode.NONE;
            case "jwt" -> Mode.JWT;
            default -> throw new SettingsFailure("auth.mode must be none or jwt, is " + text);
        };
    }

    private static Set<String> algorithms(String text, boolean shared) {
        if (text.isBlank()) {
            return shared ? Set.of("HS256") : Set.of("RS256", "PS256", "ES256");
        }
        Set<String> wanted = new LinkedHashSet<>();
        for (String one : text.split(",")) {
            wanted.add(one.strip());
        }
        List<String> possible = shared ? SHARED.keySet().stream().sorted().toList() : PUBLIC;
        require(
                possible.containsAll(wanted),
                "auth.algorithms must be some of " + String.join(",", possible) + " with "
                        + (shared ? "auth.secret" : "auth.jwks") + ", is " + text);
        return Set.copyOf(wanted);
    }

    private static void requireNothingInVain(AuthSettings auth) {
        require(
                auth.asksForTokens() || (auth.jwks().isEmpty() && auth.secret().isEmpty()),
                "auth.jwks and auth.secret do nothing while auth.mode is none; set auth.mode=jwt");
    }

    private static void requireEnough(AuthSettings auth) {
        require(
                auth.jwks().isEmpty() != auth.secret().isEmpty(),
                "auth.mode=jwt needs either auth.jwks or auth.secret");
        require(
                !auth.issuer().isBlank() && !auth.audience().isBlank(),
                "auth.mode=jwt needs auth.issuer and auth.audience: without them a token made for another service would"
                        + " be taken");
    }

    private static void requireReadable(Config c, String jwks) {
        if (!jwks.startsWith("http://") && !jwks.startsWith("https://")) {
            Settings.readable(c, "auth.jwks");
            return;
        }
        try {
            URI address = new URI(jwks);
            require(
                    address.getHost() != null && address.getRawUserInfo() == null,
                    "auth.jwks must be a file or https://HOST/PATH");
            require(
                    jwks.startsWith("https://") || LOOPBACK.contains(address.getHost()),
                    "auth.jwks must be https:// beyond loopback: whoever changes the keys on their way is anyone");
        } catch (URISyntaxException e) {
            throw new SettingsFailure("auth.jwks must be a file or https://HOST/PATH: " + e.getMessage());
        }
    }

    private static void requireLongEnough(AuthSettings auth) {
        int bytes = auth.secret().getBytes(StandardCharsets.UTF_8).length;
        auth.algorithms()
                .forEach(algorithm -> require(
                        bytes >= SHARED.getOrDefault(algorithm, 0),
                        "auth.secret must have at least " + SHARED.get(algorithm) + " bytes for " + algorithm + ", has "
                                + bytes));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new SettingsFailure(otherwise);
        }
    }
}
