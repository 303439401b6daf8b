package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.golden.AsyncApi;
import dibs.serve.Role;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API's page: all of it comes from the process, and nothing of it needs more than its policy allows. */
class DocsTest {
    private static RunningDibs dibs;
    private static Claims claims;

    @BeforeAll
    static void start() {
        dibs = RunningDibs.start(EnumSet.of(Role.FRONT));
        claims = new Claims(dibs.http());
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    @Test
    void thePageAndAllItNamesAreThere() throws Exception {
        String page = claims.raw("GET", "/docs").body();
        Matcher named = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
        int files = 0;
        while (named.find()) {
            if (!named.group(1).startsWith("data:")) {
                assertThat(URI.create(named.group(1)).isAbsolute())
                        .as(named.group(1))
                        .isFalse();
                assertThat(claims.raw("GET", named.group(1)).statusCode())
                        .as(named.group(1))
                        .isEqualTo(200);
                files++;
            }
        }
        assertThat(files).isEqualTo(5);
        assertThat(page).doesNotContain("<style", " style=", " onload=").doesNotContainPattern("<script>|<script [^s]");
    }

    @Test
    void whatIsServedIsWholeAndAskedForOnce() throws Exception {
        HttpResponse<String> whole = claims.raw("GET", "/docs/swagger-ui-bundle.js");
        long length = whole.headers().firstValueAsLong("Content-Length").orElseThrow();
        assertThat(length).isGreaterThan(1_000_000);
        assertThat(whole.body().getBytes(StandardCharsets.UTF_8)).hasSize((int) length);
        assertThat(whole.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';");
        assertThat(whole.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        HttpResponse<String> head = claims.raw("HEAD", "/docs/swagger-ui-bundle.js");
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(length);
        String tag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(claims.raw("GET", "/docs/swagger-ui-bundle.js", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void nothingElseIsServed() throws Exception {
        for (String file : List.of("swagger-ui.js", "index.html", "..%2fopenapi.yaml", "%2e%2e", "a%00")) {
            assertThat(claims.raw("GET", "/docs/" + file).statusCode()).as(file).isBetween(400, 404);
        }
        assertThat(claims.raw("POST", "/docs").statusCode()).isEqualTo(405);
    }

    @Test
    void bothDescriptionsAreServed() throws Exception {
        assertThat(claims.get("/openapi.json").body()).isEqualTo(OpenApi.document());
        assertThat(claims.get("/asyncapi.json").body()).isEqualTo(AsyncApi.document());
    }
}
