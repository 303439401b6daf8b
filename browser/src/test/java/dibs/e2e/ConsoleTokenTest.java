package dibs.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dibs.auth.Issuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Dibs asks who is there: the page asks for a token, says what is wrong with it, and keeps it to itself. */
class ConsoleTokenTest {
    private static final Issuer ISSUER = new Issuer("known");

    @TempDir
    private Path dir;

    @Test
    void thePageAsksForATokenAndForAnotherOnceItHasExpired() throws Exception {
        Path jwks = dir.resolve("jwks.json");
        Files.writeString(jwks, Issuer.jwks(ISSUER));
        try (RunningDibs dibs = RunningDibs.start(
                        "auth.mode=jwt",
                        "auth.jwks=" + jwks,
                        "auth.issuer=" + Issuer.NAME,
                        "auth.audience=" + Issuer.AUDIENCE,
                        "auth.clock-skew=0s");
                Tab tab = Chromium.open(dibs.http())) {
            tab.says("token-dialog", "Dibs asks for a token");
            assertThat(tab.at("token")).isFocused();
            tab.inspect("10-token");
            String operator = ISSUER.token("boss", "dibs:operate", "dibs:claim");
            give(tab, operator);
            tab.button("Open campaign").click();
            tab.reads("remaining", "100,000");
            tab.claim("u-1", "Granted", "as number 1");
            assertKeptInMemoryOnly(tab, operator);
            aUserIsNoOperator(tab);
            anExpiredTokenIsSaidToBe(tab, operator);
            tab.assertNoComplaints();
        }
    }

    private static void give(Tab tab, String token) {
        tab.at("token").fill(token);
        tab.button("Use it").click();
        assertThat(tab.at("token-dialog")).isHidden();
    }

    private static void aUserIsNoOperator(Tab tab) {
        tab.button("Token").click();
        give(tab, ISSUER.token("alice"));
        tab.reads("link-state", "Live");
        tab.claim("alice", "Granted", "as number 2");
        tab.button("Pause").click();
        tab.says("switch-form", "Operators need a token with the scope dibs:operate");
        tab.says("operate-scope", "dibs:operate");
        tab.field("As a user", "User").fill("bob");
        tab.button("Claim").click();
        tab.says("user-form", "The token is not this user's");
    }

    private static void anExpiredTokenIsSaidToBe(Tab tab, String operator) {
        tab.button("Token").click();
        give(
                tab,
                ISSUER.sign(Issuer.claims("alice")
                        .expirationTime(Date.from(Instant.now().plusSeconds(3)))));
        tab.says("token-dialog", "It has expired");
        tab.reads("link-state", "Token needed");
        tab.inspect("11-expired");
        tab.page().keyboard().press("Escape");
        tab.says("banner", "Dibs asks for a token");
        tab.button("Enter a token").click();
        give(tab, operator);
        tab.reads("link-state", "Live");
        assertThat(tab.at("banner")).isHidden();
    }

    /** Nothing outlives the page, and nothing of it is in an address or in the document. */
    private static void assertKeptInMemoryOnly(Tab tab, String token) {
        assertThat(tab.page().evaluate("[localStorage.length, sessionStorage.length, document.cookie].join()"))
                .isEqualTo("0,0,");
        assertThat(tab.page().url()).doesNotContain(token);
        assertThat(tab.page().content()).doesNotContain(token);
        assertThat(tab.at("token").inputValue()).isEmpty();
        tab.page().reload();
        tab.says("token-dialog", "Dibs asks for a token");
        give(tab, token);
        tab.reads("link-state", "Live");
    }
}
