package dibs.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** One page in the browser, found by what people read on it; it keeps all complaints. For one thread. */
final class Tab implements AutoCloseable {
    private static final Path PICTURES = Path.of(System.getProperty("dibs.pictures"));

    /** What a browser says by itself of every answer that is no success, refused claims included. */
    private static final String NO_SUCCESS = "Failed to load resource";

    private static final String AXE = resource("/axe.min.js");

    private static final String FINDINGS = """
            async () => (await axe.run({ resultTypes: ['violations'] })).violations
                .filter(found => ['serious', 'critical'].includes(found.impact))
                .map(found => found.id + ' ' + found.nodes.map(node => node.html).join(' '))""";

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Tab(BrowserContext context, String address) {
        this.context = context;
        this.page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.onConsoleMessage(message -> {
            if (List.of("error", "warning").contains(message.type())
                    && !message.text().startsWith(NO_SUCCESS)) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("thrown: " + error));
        page.addInitScript("addEventListener('securitypolicyviolation',"
                + " e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));");
        page.navigate(address);
    }

    Page page() {
        return page;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator part(String heading) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(heading).setExact(true));
    }

    Locator field(String part, String label) {
        return part(part).getByLabel(label, new Locator.GetByLabelOptions().setExact(true));
    }

    Locator at(String id) {
        return page.locator("#" + id);
    }

    /** Waits until the whole text is this; what the page shows may be a little late. */
    void reads(String id, String text) {
        assertThat(at(id))
                .hasText(
                        text,
                        new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions().setTimeout(20_000));
    }

    /** Waits until the text has this in it. */
    void says(String id, String text) {
        assertThat(at(id))
                .containsText(
                        text,
                        new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                                .setTimeout(20_000));
    }

    /** Claims as a user, and waits for this outcome's heading and a word of its sentence. */
    void claim(String user, String title, String words) {
        field("As a user", "User").fill(user);
        button("Claim").click();
        assertThat(at("outcome").locator("h3")).hasText(title);
        says("outcome", words);
    }

    /** How a page is looked at. */
    private record Look(ColorScheme scheme, int width) {
        private static final List<Look> ALL = List.of(
                new Look(ColorScheme.LIGHT, 1280),
                new Look(ColorScheme.DARK, 360),
                new Look(ColorScheme.DARK, 1280),
                new Look(ColorScheme.LIGHT, 360));
    }

    /** Pictures, wide and narrow, in light and dark; nothing may stick out, and axe finds nothing serious. */
    void inspect(String name) {
        for (Look look : Look.ALL.subList(0, Proof.times(2, 4))) {
            String as = name + "-" + look.scheme().name().toLowerCase(Locale.ROOT) + "-" + look.width();
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(look.scheme()));
            page.setViewportSize(look.width(), 800);
            page.evaluate("scrollTo(0, 0)");
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as("how wide %s is", as)
                    .isLessThanOrEqualTo(look.width());
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(as + ".png")));
            assertAccessible(as);
        }
    }

    /** By axe's script itself: its Java part opens a page of its own each time. */
    private void assertAccessible(String look) {
        if (!(boolean) page.evaluate("'axe' in window")) {
            page.evaluate(AXE);
        }
        assertThat((List<?>) page.evaluate(FINDINGS))
                .as("what axe finds in %s", look)
                .isEmpty();
    }

    private static String resource(String name) {
        try (InputStream in = Tab.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing was thrown, nothing complained of in the console, and nothing against the page's own policy. */
    void assertNoComplaints() {
        assertThat(complaints).isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}
