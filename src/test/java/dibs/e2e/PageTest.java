package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dibs.local.OwnDatabase;
import dibs.serve.Role;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One call for one screen: what is there is served, what is not is named; wallets and where they come from. */
class PageTest {
    @TempDir
    Path dir;

    private static JsonNode page(Claims claims, String campaign, String user) throws Exception {
        Claims.Answer page = claims.get("/v1/pages/campaign/" + campaign + (user == null ? "" : "?user=" + user));
        assertThat(page.status()).isEqualTo(200);
        return page.body();
    }

    @Test
    void aScreenHasAllPartsAndPendingGrantsAreShown() throws Exception {
        try (RunningDibs dibs = RunningDibs.start()) {
            Claims claims = new Claims(dibs.http());
            claims.open("seen", 300, 100);
            assertThat(page(claims, "seen", null).path("claim").isNull()).isTrue();
            assertThat(page(claims, "seen", "u-1").path("claim").isNull()).isTrue();
            claims.claimForSure("seen", "u-1");
            JsonNode page = page(claims, "seen", "u-1");
            assertThat(page.path("claim").path("outcome").asText()).isEqualTo("granted");
            assertThat(page.path("missing")).isEmpty();
            await().until(() ->
                    page(claims, "seen", "u-1").path("claim").path("inLedger").asBoolean());
            JsonNode paid = page(claims, "seen", "u-1");
            assertThat(paid.path("wallet").path("points").asInt()).isEqualTo(100);
            assertThat(paid.path("stats").path("granted").asInt()).isEqualTo(1);
            claims.post("/v1/campaigns/seen/claims/u-1/reversal", "{\"returnBudget\":true}");
            assertThat(page(claims, "seen", "u-1").path("claim").path("outcome").asText())
                    .isEqualTo("reversed");
            await().until(() -> wallet(claims, "u-1").path("points").asInt() == 0);
            assertThat(wallet(claims, "u-1").path("entries").findValuesAsText("kind"))
                    .containsExactly("reversal", "grant");
            claims.post("/v1/campaigns/seen/close", "{}");
            claims.post("/v1/campaigns/seen/archive", "{}");
            assertThat(page(claims, "seen", "u-1").path("claim").path("outcome").asText())
                    .isEqualTo("archived");
        }
    }

    private static JsonNode wallet(Claims claims, String user) throws Exception {
        Claims.Answer wallet = claims.get("/v1/users/" + user + "/wallet");
        assertThat(wallet.status()).isEqualTo(200);
        return wallet.body();
    }

    @Test
    void badInputIsRefusedAndWhatDoesNotExistIsSaid() throws Exception {
        try (RunningDibs dibs = RunningDibs.start()) {
            Claims claims = new Claims(dibs.http());
            claims.open("real", 300, 100);
            assertThat(claims.get("/v1/pages/campaign/nowhere").status()).isEqualTo(404);
            Answers.assertProblem(claims.get("/v1/pages/campaign/real?user=-x"), 400, "user");
            Answers.assertProblem(claims.get("/v1/pages/campaign/Bad"), 400, "campaign");
            Answers.assertProblem(claims.get("/v1/users/-x/wallet"), 400, "user");
            assertThat(wallet(claims, "nobody").path("entries")).isEmpty();
        }
    }

    /** The last copy is served as such; whoever has none is told so. */
    @Test
    void withoutTheDatabaseWhatIsKnownIsServed() throws Exception {
        try (OwnDatabase database = new OwnDatabase(dir.resolve("own"));
                RunningDibs dibs = RunningDibs.startOnBoth(database.url(), null)) {
            Claims claims = new Claims(dibs.http());
            claims.open("kept", 300, 100);
            claims.claimForSure("kept", "u-1");
            await().until(() -> wallet(claims, "u-1").path("points").asInt() == 100);
            database.freeze();
            await().until(
                            () -> claims.get("/v1/users/u-1/wallet"),
                            answer -> source(answer).equals("stale"));
            assertThat(wallet(claims, "u-1").path("points").asInt()).isEqualTo(100);
            assertThat(claims.get("/v1/users/u-2/wallet").status()).isEqualTo(503);
            JsonNode page = page(claims, "kept", "u-2");
            assertThat(page.path("wallet").isNull()).isTrue();
            assertThat(page.path("missing")).hasSize(1);
            assertThat(page.path("missing").get(0).asText()).isEqualTo("wallet");
            assertThat(page.path("stats").path("granted").asInt()).isEqualTo(1);
            database.thaw();
            await().until(() -> claims.get("/v1/users/u-2/wallet").status() == 200);
        }
    }

    private static String source(Claims.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return Answers.header(answer, "Dibs-Source");
    }

    @Test
    void partsWhoseOwnerIsAwayAreNamedAsMissing() throws Exception {
        try (RunningDibs dibs = RunningDibs.start(EnumSet.of(Role.FRONT, Role.LEDGER, Role.CATALOGUE))) {
            Claims claims = new Claims(dibs.http());
            RunningDibs owner = dibs.another(EnumSet.of(Role.DECIDER));
            claims.open("far", 300, 100);
            claims.claimForSure("far", "u-1");
            await().until(() -> wallet(claims, "u-1").path("points").asInt() == 100);
            assertThat(page(claims, "far", "u-1").path("missing")).isEmpty();
            owner.close();
            JsonNode page = page(claims, "far", "u-1");
            assertThat(page.path("campaign").path("id").asText()).isEqualTo("far");
            assertThat(page.path("missing")).hasSize(2);
            assertThat(page.path("wallet").path("points").asInt()).isEqualTo(100);
        }
    }

    @Test
    void withoutRedisAllIsServed() throws Exception {
        try (RunningDibs dibs = RunningDibs.startWith(null)) {
            Claims claims = new Claims(dibs.http());
            claims.open("plain", 300, 100);
            claims.claimForSure("plain", "u-1");
            await().until(() -> wallet(claims, "u-1").path("points").asInt() == 100);
            assertThat(source(claims.get("/v1/users/u-1/wallet"))).isEqualTo("database");
            assertThat(page(claims, "plain", "u-1").path("missing")).isEmpty();
        }
    }
}
