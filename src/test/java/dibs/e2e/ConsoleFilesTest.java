package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.auth.Issuer;
import dibs.serve.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console's files are served; what they do is asked of a browser, in the module of that name. */
class ConsoleFilesTest {
    private static final CheckedHttp CLIENT = new CheckedHttp();
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    @TempDir
    private static Path dir;

    private static RunningDibs dibs;

    /** With tokens: the page itself needs none. */
    @BeforeAll
    static void start() throws IOException {
        Path jwks = dir.resolve("jwks.json");
        Files.writeString(jwks, Issuer.jwks(new Issuer("known")));
        dibs = RunningDibs.start(
                EnumSet.of(Role.FRONT, Role.DECIDER),
                "auth.mode=jwt",
                "auth.jwks=" + jwks,
                "auth.issuer=" + Issuer.NAME,
                "auth.audience=" + Issuer.AUDIENCE);
    }

    @AfterAll
    static void stop() {
        dibs.close();
    }

    private static HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(dibs.http() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** All that lie in the folder, so none is forgotten, and all that the page itself asks for. */
    private static Iterable<String> paths() throws Exception {
        Path folder = Path.of(
                ConsoleFilesTest.class.getResource("/console/index.html").toURI());
        TreeSet<String> paths = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder.getParent())) {
            files.map(file -> "/console/" + file.getFileName()).forEach(paths::add);
        }
        paths.remove("/console/index.html");
        paths.add("/");
        Pattern.compile("(?:href|src)=\"(console/[^\"]+)\"")
                .matcher(Files.readString(folder))
                .results()
                .forEach(found -> paths.add("/" + found.group(1)));
        paths.add("/console/uplot/uPlot.esm.js");
        return paths;
    }

    @Test
    void everyFileHasItsTypeATagAndAStrictPolicy() throws Exception {
        for (String path : paths()) {
            HttpResponse<String> answer = ask("GET", path, "Accept-Encoding", "gzip");
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            String type = path.equals("/") ? "html" : path.substring(path.lastIndexOf('.') + 1);
            assertThat(header(answer, "Content-Type")).as(path).startsWith(TYPES.get(type));
            assertThat(header(answer, "ETag")).as(path).matches("\"[0-9a-f]{16}\"");
            assertThat(header(answer, "Content-Encoding")).as(path).isEmpty();
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(header(answer, "Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            HttpResponse<String> again = ask("GET", path, "If-None-Match", header(answer, "ETag"));
            assertThat(again.statusCode()).as(path).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(ask("GET", path, "If-None-Match", "\"other\"").statusCode())
                    .isEqualTo(200);
            assertThat(ask("HEAD", path).statusCode()).isEqualTo(200);
        }
    }

    /** What a policy cannot see: nothing is fetched from elsewhere, nothing is inline, no text becomes markup. */
    @Test
    void noFileNamesAnotherPlaceOrMakesMarkupOfText() throws Exception {
        for (String path : paths()) {
            if (path.contains("uplot")) {
                continue;
            }
            String text = ask("GET", path).body();
            assertThat(text.replace("http://www.w3.org/2000/svg", ""))
                    .as(path)
                    .doesNotContain("http:", "https:", "//cdn");
            assertThat(text)
                    .as(path)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                    .doesNotContain("localStorage", "sessionStorage", "document.cookie", "indexedDB")
                    .doesNotContain(" style=\"", "<style", "onclick=");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/index.html",
                "/console/nothing.js",
                "/console/uplot/uPlot.iife.js",
                "/console/..%2freference.conf",
                "/console/%2e%2e/reference.conf",
                "/console//main.js",
                "/console/main.js%00.css",
                "/console/MAIN.JS",
                "/console/uplot/../../reference.conf"
            })
    void nothingElseIsServed(String path) throws Exception {
        HttpResponse<String> answer = ask("GET", path);
        assertThat(answer.statusCode()).isBetween(400, 404);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void filesAreOnlyToBeRead() throws Exception {
        HttpResponse<String> answer = ask("POST", "/");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "Allow")).contains("GET");
    }
}
