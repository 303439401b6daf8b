package dibs.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import dibs.serve.Role;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The console at work, as its users see it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest {
    private static RunningDibs dibs;
    private static Claims claims;
    private Tab tab;

    @BeforeAll
    static void start() {
        dibs = RunningDibs.start("front.decision-timeout=30s");
        claims = new Claims(dibs.http());
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    private void open(String campaign) {
        tab = Chromium.open(dibs.http() + "/#/" + campaign);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        tab.assertNoComplaints();
        tab.close();
    }

    @Test
    @Order(1)
    void whoComesFirstOpensACampaignClaimsAndSeesTheWallet() {
        tab = Chromium.open(dibs.http());
        tab.reads("campaigns-note", "None yet");
        assertThat(tab.field("Open a campaign", "Id")).hasValue("spring");
        tab.inspect("1-first-visit");
        tab.button("Open campaign").click();
        tab.reads("title", "Spring points");
        tab.reads("remaining", "100,000");
        tab.says("charts", "No claims yet");
        tab.claim("u-1", "Granted", "u-1 gets 100 points, as number 1");
        tab.says("outcome", "Position");
        tab.reads("remaining", "99,900");
        tab.says("wallet", "100 points in the ledger.");
        tab.reads("ledger", "Ledger: up to date");
        tab.claim("u-1", "Granted before", "the same as the first time");
        tab.inspect("2-granted");
    }

    @Test
    void operatorsChangeWhatUsersAreTold() throws Exception {
        claims.open("small", 200, 100);
        open("small");
        tab.claim("u-1", "Granted", "as number 1");
        tab.claim("u-2", "Granted", "as number 2");
        tab.claim("u-3", "Sold out", "smaller than the reward");
        tab.reads("status", "Sold out");
        tab.inspect("3-sold-out");
        tab.field("Operate", "Top up by, points").fill("200");
        tab.button("Top up").click();
        tab.says("top-up-form", "The budget is 400 points now.");
        tab.reads("remaining", "200");
        tab.reads("status", "Open");
        tab.claim("u-3", "Granted", "as number 3");
        tab.button("Pause").click();
        tab.reads("status", "Paused");
        assertThat(tab.button("Resume")).isFocused();
        tab.claim("u-4", "Paused", "Claim again later");
        tab.button("Resume").click();
        tab.reads("status", "Open");
        tab.field("Operate", "User").fill("u-1");
        tab.field("Operate", "Reason").fill("claimed by a robot");
        tab.button("Reverse").click();
        tab.says("reverse-form", "Reversed. 100 points were taken from u-1");
        tab.reads("reversed", "1");
        tab.claim("u-1", "Reversed", "There is no second one");
        tab.says("wallet", "0 points in the ledger.");
        tab.button("Close…").click();
        tab.inspect("4-closing");
        tab.button("Close for good").click();
        tab.reads("status", "Closed");
        tab.claim("u-5", "Closed", "Nothing is granted any more");
    }

    @Test
    void theOtherOutcomesHaveWordsToo() throws Exception {
        claims.openWith("later", "\"opensAt\":\"9999-01-01T00:00:00Z\"");
        open("later");
        tab.reads("status", "Scheduled");
        tab.claim("u-1", "Not open yet", "Claim again once it opens");
        claims.open("gone", 100, 100);
        claims.post("/v1/campaigns/gone/close", "{}");
        claims.post("/v1/campaigns/gone/archive", "{}");
        tab.page().navigate(dibs.http() + "/#/gone");
        tab.reads("status", "Archived");
        tab.claim("u-1", "Archived", "in the ledger only");
        tab.page().navigate(dibs.http() + "/#/nowhere");
        tab.says("chosen-problem", "there is no campaign nowhere");
        tab.claim("u-1", "Unknown campaign", "There is no such campaign");
        try (RunningDibs front = RunningDibs.start(EnumSet.of(Role.FRONT), "front.decision-timeout=500ms");
                Tab alone = Chromium.open(front.http() + "/#/spring")) {
            alone.claim("u-1", "Undecided", "It may still be granted");
            alone.says("banner", "There are no live counts");
            alone.inspect("5-undecided");
            alone.assertNoComplaints();
        }
    }

    @Test
    void aProblemIsShownBesideTheFieldItNames() throws Exception {
        claims.open("taken", 100, 100);
        open("taken");
        tab.button("New").click();
        assertThat(tab.field("Open a campaign", "Id")).isFocused();
        assertFault(tab.field("Open a campaign", "Budget, points"), "many", "Open campaign", "whole number");
        tab.field("Open a campaign", "Budget, points").fill("100");
        assertFault(tab.field("Open a campaign", "Reward, points"), "200", "Open campaign", "Reward must");
        tab.field("Open a campaign", "Reward, points").fill("50");
        assertFault(tab.field("Open a campaign", "Id"), "taken", "Open campaign", "ids are never used again");
        assertFault(tab.field("Operate", "Top up by, points"), "-1", "Top up", "Amount must be a whole number");
        assertFault(tab.field("As a user", "User"), "no user", "Claim", "User must be a user id");
        tab.inspect("6-problems");
        tab.field("Operate", "User").fill("nobody");
        tab.button("Reverse").click();
        tab.says("reverse-form", "User nobody has no grant of campaign taken.");
    }

    private void assertFault(Locator field, String value, String button, String words) {
        field.fill(value);
        tab.button(button).click();
        assertThat(field).hasAttribute("aria-invalid", "true");
        assertThat(field).isFocused();
        String error = "#" + field.getAttribute("id") + "-error";
        assertThat(field)
                .hasAttribute("aria-describedby", java.util.regex.Pattern.compile(".*" + error.substring(1) + ".*"));
        assertThat(tab.page().locator(error)).containsText(words);
    }

    @Test
    void textOfOthersStaysText() throws Exception {
        String title =
                "<img src=x onerror=window.taken=1><script>window.taken=1</script>\u202Edlog &amp; " + "x".repeat(120);
        String body = new ObjectMapper()
                .writeValueAsString(Map.of("id", "hostile", "title", title, "budget", 100, "reward", 100));
        assertThat(claims.post("/v1/campaigns", body).status()).isEqualTo(201);
        open("hostile");
        tab.reads("title-text", title);
        assertThat(tab.at("campaigns")).containsText(title);
        tab.field("Operate", "User").fill("<b>u</b>");
        tab.button("Reverse").click();
        assertThat(tab.at("reverse-user")).hasAttribute("aria-invalid", "true");
        assertThat(tab.page().evaluate("window.taken ?? null")).isNull();
        assertThat(tab.page().locator("main img, main script, main b, nav img").count())
                .isZero();
        tab.inspect("7-hostile");
    }

    @Test
    void aRushIsAMovingPictureAndTheNumbersAreTheLogs() throws Exception {
        claims.open("busy", 1_000_000, 100);
        open("busy");
        tab.reads("remaining", "1,000,000");
        CompletableFuture<?>[] crowd = IntStream.range(0, 8)
                .mapToObj(who -> CompletableFuture.runAsync(() -> claimMany(who)))
                .toArray(CompletableFuture[]::new);
        assertThat(tab.at("grants-rate")).hasText(java.util.regex.Pattern.compile("[1-9][0-9,.]*"));
        tab.inspect("8-rush");
        CompletableFuture.allOf(crowd).get();
        JsonNode stats = claims.get("/v1/campaigns/busy/stats").body();
        tab.reads(
                "granted",
                String.format(
                        java.util.Locale.ENGLISH, "%,d", stats.get("granted").asLong()));
        tab.reads(
                "remaining",
                String.format(
                        java.util.Locale.ENGLISH, "%,d", stats.get("remaining").asLong()));
        assertThat(tab.at("charts-text"))
                .hasText(java.util.regex.Pattern.compile("At most [1-9][0-9,.]* grants and .*"));
        assertThat(paintedPixels()).as("grants in the picture").isPositive();
        tab.reads("grants-rate", "0");
    }

    private static void claimMany(int who) {
        try {
            for (int i = 0; i < 60; i++) {
                claims.claimForSure("busy", "u-" + who + "-" + i);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the colour of grants, which only their line has. */
    private int paintedPixels() {
        return (int) tab.page().evaluate("""
                () => {
                  const canvas = document.querySelector('#chart-rates canvas');
                  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  const wanted = getComputedStyle(document.body).getPropertyValue('--grants').trim();
                  const hex = [1, 3, 5].map(i => parseInt(wanted.slice(i, i + 2), 16));
                  let count = 0;
                  for (let i = 0; i < data.length; i += 4) {
                    count += hex.every((value, k) => Math.abs(value - data[i + k]) < 12) && data[i + 3] > 200 ? 1 : 0;
                  }
                  return count;
                }""");
    }
}
