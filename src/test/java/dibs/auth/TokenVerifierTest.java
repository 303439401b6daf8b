package dibs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import dibs.auth.AuthSettings.Mode;
import dibs.stream.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens are believed, and what becomes of that when keys change, are unknown or cannot be had. */
class TokenVerifierTest {
    private static final Issuer ISSUER = new Issuer("first");
    private static final Issuer NEXT = new Issuer("next");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path dir;

    private static TokenVerifier verifier(String jwks, String secret, Duration refresh, Duration outage) {
        return new TokenVerifier(
                new AuthSettings(
                        Mode.JWT,
                        jwks,
                        secret,
                        Issuer.NAME,
                        Issuer.AUDIENCE,
                        Set.of(secret.isEmpty() ? "RS256" : "HS256"),
                        Duration.ofSeconds(30),
                        refresh,
                        outage),
                Clock.systemUTC());
    }

    private static TokenVerifier remote(String url, Duration refresh) {
        return verifier(url, "", refresh, refresh);
    }

    private static boolean believes(TokenVerifier verifier, String token) throws KeysAwayException {
        try {
            verifier.verify(token);
            return true;
        } catch (InvalidTokenException e) {
            return false;
        }
    }

    @Test
    void scopesAreReadInBothForms() throws Exception {
        TokenVerifier verifier = verifier("", SECRET, Duration.ofMinutes(5), Duration.ofHours(1));
        JWTClaimsSet.Builder list = Issuer.claims("u").claim("scope", null).claim("scp", List.of("a", Caller.CLAIM));
        Caller byList = verifier.verify(Issuer.signWithSecret(JWSAlgorithm.HS256, SECRET, list));
        assertThat(byList.mayClaimFor("anyone")).isTrue();
        assertThat(byList.mayOperate()).isFalse();
        Caller byText = verifier.verify(
                Issuer.signWithSecret(JWSAlgorithm.HS256, SECRET, Issuer.claims("u", "a", Caller.OPERATE)));
        assertThat(byText.mayOperate()).isTrue();
        assertThat(byText.mayClaimFor("u")).isTrue();
        assertThat(byText.mayClaimFor("v")).isFalse();
        assertThat(byText.mayReadOf("v")).isTrue();
    }

    @Test
    void clocksMayDifferByTheSkewAndNoMore() throws Exception {
        TokenVerifier verifier = verifier("", SECRET, Duration.ofMinutes(5), Duration.ofHours(1));
        assertThat(believes(verifier, at(-15, 0))).isTrue();
        assertThat(believes(verifier, at(-45, 0))).isFalse();
        assertThat(believes(verifier, at(600, 15))).isTrue();
        assertThat(believes(verifier, at(600, 45))).isFalse();
    }

    /** Ends and begins so many seconds from now. */
    private static String at(int expires, int begins) {
        return Issuer.signWithSecret(
                JWSAlgorithm.HS256,
                SECRET,
                Issuer.claims("u")
                        .expirationTime(Date.from(Instant.now().plusSeconds(expires)))
                        .notBeforeTime(Date.from(Instant.now().plusSeconds(begins))));
    }

    @Test
    void aFileOfKeysIsReadAgainWhenItChanges() throws Exception {
        Path file = dir.resolve("jwks.json");
        Files.writeString(file, Issuer.jwks(ISSUER));
        TokenVerifier verifier = verifier(file.toString(), "", Duration.ofMinutes(5), Duration.ofHours(1));
        assertThat(believes(verifier, ISSUER.token("u"))).isTrue();
        assertThat(believes(verifier, NEXT.token("u"))).isFalse();
        Files.writeString(file, Issuer.jwks(ISSUER, NEXT));
        await().until(() -> believes(verifier, NEXT.token("u")));
        Files.writeString(file, "{");
        await().during(Duration.ofMillis(1_500)).until(() -> believes(verifier, NEXT.token("u")));
        Files.writeString(file, Issuer.jwks(NEXT));
        await().until(() -> !believes(verifier, ISSUER.token("u")));
    }

    @Test
    void aFileThatHoldsNoKeysStopsTheStart() throws Exception {
        Path file = dir.resolve("no-jwks.json");
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> verifier(file.toString(), "", Duration.ofMinutes(5), Duration.ofHours(1)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("must be a JWK set");
    }

    /** Anyone can make up keys; the issuer's server must not feel it. */
    @Test
    void unknownKeysCauseFewFetches() throws Exception {
        try (KeyServer keys = new KeyServer(Issuer.jwks(ISSUER))) {
            TokenVerifier verifier = remote(keys.url(), Duration.ofHours(1));
            String made = NEXT.token("u");
            for (int i = 0; i < 200; i++) {
                assertThat(believes(verifier, made)).isFalse();
                assertThat(believes(verifier, ISSUER.token("u"))).isTrue();
            }
            assertThat(keys.fetches()).isBetween(2, 3);
        }
    }

    @Test
    void withoutItsAddressOldKeysAreUsedForSomeTime() throws Exception {
        TokenVerifier verifier;
        try (KeyServer keys = new KeyServer(Issuer.jwks(ISSUER))) {
            verifier = verifier(keys.url(), "", Duration.ofSeconds(1), Duration.ofSeconds(3));
            assertThat(believes(verifier, ISSUER.token("u"))).isTrue();
        }
        // Twice as long as keys may be old.
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(4))
                .until(() -> believes(verifier, ISSUER.token("u")));
        await().untilAsserted(() ->
                assertThatThrownBy(() -> verifier.verify(ISSUER.token("u"))).isInstanceOf(KeysAwayException.class));
    }

    @Test
    void keysThatWereNeverHadAreNoReasonToRefuse() throws Exception {
        KeyServer gone = new KeyServer(Issuer.jwks(ISSUER));
        int port = gone.port();
        gone.close();
        TokenVerifier verifier = remote(gone.url(), Duration.ofSeconds(1));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> verifier.verify(ISSUER.token("u"))).isInstanceOf(KeysAwayException.class);
        }
        assertThat(verifier.notReady()).isPresent();
        try (KeyServer back = new KeyServer(Issuer.jwks(ISSUER), port)) {
            await().until(() -> verifier.notReady().isEmpty());
            assertThat(believes(verifier, ISSUER.token("u"))).isTrue();
            assertThat(back.fetches()).isPositive();
        }
    }
}
