package dibs.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real browser, one for all tests; a new tab knows nothing of the others. For one thread. */
final class Chromium {
    private static final Chromium ONE = new Chromium();

    private final Browser browser;

    private Chromium() {
        // The driver must not fetch a browser of its own.
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("dibs.chromium")))
                        .setArgs(arguments()));
    }

    /** Nothing that a browser does in its spare time: it would try to reach other hosts. */
    private static List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync"));
        if (System.getProperty("user.name").equals("root")) {
            arguments.add("--no-sandbox");
        }
        return arguments;
    }

    /** Opens an address, with a clock in a zone of its own. */
    static Tab open(String address) {
        return new Tab(ONE.browser.newContext(new Browser.NewContextOptions().setTimezoneId("Europe/Paris")), address);
    }
}
