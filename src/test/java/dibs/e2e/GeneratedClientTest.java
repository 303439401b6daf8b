package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client generated from openapi.yaml by OpenAPI Generator, compiled as it comes, and a stranger's program on top of it.
 * Only with {@code -Pproof}, which fetches the generator and what its code needs.
 */
@EnabledIfSystemProperty(named = "dibs.proof", matches = "true", disabledReason = "only with -Pproof")
class GeneratedClientTest {
    private static final Path TOOLS = Path.of("target", "openapi-generator");

    @TempDir
    Path dir;

    @Test
    void aGeneratedClientWorksWithoutHandEdits() throws Exception {
        long begun = System.nanoTime();
        generate();
        long generated = System.nanoTime();
        compile();
        long compiled = System.nanoTime();
        try (RunningDibs dibs = RunningDibs.start("front.decision-timeout=30s")) {
            assertThat(run(
                            "java",
                            "-cp",
                            dir.resolve("classes") + File.pathSeparator + libraries(),
                            "ApiStory",
                            dibs.http()))
                    .containsExactly(
                            "opened 201 open at /v1/campaigns/made",
                            "u-1: 201 granted #1",
                            "u-1: 200 granted #1 as before",
                            "u-2: 201 granted #2",
                            "u-3: 409 sold_out",
                            "no such user: 400 user Bad Request",
                            "topped up to 300 open",
                            "paused: paused",
                            "u-3: 409 paused",
                            "resumed: open",
                            "u-3: 201 granted #3",
                            "reversed #2: claimed by a robot",
                            "u-2 has reversed",
                            "u-1 has #1",
                            "spent 200 of 300, granted 3, reversed 1",
                            "listed 1",
                            "page: Made points, #1, missing []",
                            "nobody's page: null, null",
                            "u-1's wallet: 100 by grant",
                            "nowhere: there is no campaign nowhere");
        }
        System.out.printf(
                "a client generated in %d ms, %d files compiled in %d ms, its story told in %d ms%n",
                TimeUnit.NANOSECONDS.toMillis(generated - begun),
                sources().size(),
                TimeUnit.NANOSECONDS.toMillis(compiled - generated),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - compiled));
    }

    private void generate() throws Exception {
        Path specification = dir.resolve("openapi.yaml");
        copy("/openapi.yaml", specification);
        run(
                "java",
                "-jar",
                TOOLS.resolve("openapi-generator-cli.jar").toString(),
                "generate",
                "--generator-name=java",
                "--library=native",
                "--input-spec=" + specification,
                "--output=" + dir.resolve("client"),
                "--additional-properties=openApiNullable=false,useJakartaEe=true,invokerPackage=stranger,"
                        + "apiPackage=stranger.api,modelPackage=stranger.model");
    }

    private void compile() throws Exception {
        copy("/stranger/ApiStory.java", dir.resolve("client/src/main/java/ApiStory.java"));
        List<String> command = new ArrayList<>(List.of(
                "javac", "-nowarn", "-proc:none", "-d", dir.resolve("classes").toString()));
        command.addAll(List.of("-cp", libraries()));
        command.addAll(sources());
        run(command.toArray(String[]::new));
    }

    private List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("client/src/main/java"))) {
            return files.map(Path::toString)
                    .filter(each -> each.endsWith(".java"))
                    .toList();
        }
    }

    /** What the generated pom asks for, and nothing of Dibs. */
    private static String libraries() {
        String tests = System.getProperty("java.class.path");
        List<String> jars = new ArrayList<>(List.of(
                TOOLS.resolve("jackson-datatype-jsr310.jar").toString(),
                TOOLS.resolve("jakarta.annotation-api.jar").toString()));
        for (String jar : tests.split(File.pathSeparator, -1)) {
            if (jar.matches(".*/jackson-(core|databind|annotations)-[^/]*\\.jar")) {
                jars.add(jar);
            }
        }
        return jars.stream().collect(Collectors.joining(File.pathSeparator));
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = GeneratedClientTest.class.getResourceAsStream(resource)) {
            Files.copy(in, to);
        }
    }

    private static List<String> run(String... command) throws Exception {
        command[0] = Path.of(System.getProperty("java.home"), "bin", command[0]).toString();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
