package dibs.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dibs.serve.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, and one that stands still: the page says so, shows nothing old as live, and comes back. */
class ConsoleLostTest {
    @TempDir
    private Path dir;

    @Test
    void whatIsLostIsSaidAndComesBackByItself() throws Exception {
        try (RunningDibs servers = RunningDibs.start(EnumSet.of(Role.LEDGER))) {
            ServeProcess dibs = serve(servers, "0");
            try (Tab tab = Chromium.open(dibs.http())) {
                Claims claims = new Claims(dibs.http());
                claims.open("kept", 1_000, 100);
                tab.claim("u-1", "Granted", "as number 1");
                tab.reads("remaining", "900");
                assertLive(tab);
                dibs.pause();
                assertLost(tab);
                dibs.resume();
                assertLive(tab);
                dibs.kill();
                assertLost(tab);
                tab.inspect("9-disconnected");
                tab.button("Pause").click();
                tab.says("switch-form", "No answer: Dibs cannot be reached");
                tab.page().evaluate("window.same = true");
                dibs = serve(servers, Integer.toString(URI.create(dibs.http()).getPort()));
                assertLive(tab);
                tab.reads("remaining", "900");
                tab.claim("u-2", "Granted", "as number 2");
                tab.reads("remaining", "800");
                assertThat(tab.page().evaluate("window.same"))
                        .as("nobody loaded the page again")
                        .isEqualTo(true);
                tab.assertNoComplaints();
            } finally {
                dibs.close();
            }
        }
    }

    private ServeProcess serve(RunningDibs servers, String port) {
        List<String> arguments = new ArrayList<>(
                List.of(servers.asArguments(EnumSet.of(Role.FRONT, Role.DECIDER), "front.decision-timeout=5s")));
        arguments.addAll(List.of("--port", port));
        return ServeProcess.start(dir.resolve("data"), arguments.toArray(String[]::new));
    }

    private static void assertLost(Tab tab) {
        assertThat(tab.at("link-state")).hasText("Disconnected", within(15));
        tab.says("banner", "What is shown is the last that was known");
        tab.says("asof", "not live");
        tab.reads("grants-rate", "–");
        tab.says("said", "Disconnected since");
        assertThat(color(tab.at("remaining"))).isEqualTo(color(tab.at("asof")));
    }

    private static void assertLive(Tab tab) {
        assertThat(tab.at("link-state")).hasText("Live", within(60));
        assertThat(tab.at("banner")).isHidden();
        tab.reads("asof", "");
    }

    private static LocatorAssertions.HasTextOptions within(int seconds) {
        return new LocatorAssertions.HasTextOptions().setTimeout(seconds * 1_000);
    }

    private static Object color(Locator part) {
        return part.evaluate("one => getComputedStyle(one).color");
    }
}
