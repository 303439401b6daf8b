package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.metrics.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody has who unpacks the archive: all of it, and without the libraries of the embedded servers. */
@Tag("packed")
final class ArchiveTest {
    @TempDir
    private static Path place;

    private static Installed whole;
    private static Installed small;

    @BeforeAll
    static void unpack() throws Exception {
        whole = Installed.in(place.resolve("the whole"));
        small = Installed.in(place.resolve("small"), "--exclude", "*/lib/embedded");
    }

    @Test
    void bothInstallationsServeTogetherAndEveryCommandStarts() throws Exception {
        Path link = Files.createSymbolicLink(place.resolve("a link"), whole.file("bin/dibs"));
        String data = place.resolve("data").toString();
        try (Installed.Serving first = whole.serve(
                link,
                "",
                with(
                        data,
                        List.of(
                                "--config", whole.file("conf/dibs.conf").toString(),
                                "--set", "embedded.kafka-port=0",
                                "--set", "embedded.database-port=0",
                                "--set", "embedded.redis-port=0")))) {
            String kafka = first.address("kafka");
            String database = first.address("database");
            String redis = first.address("redis");
            String json = "-Dlogback.configurationFile=" + small.file("conf/logback-json.xml");
            String other = place.resolve("other").toString();
            try (Installed.Serving second = small.serve(
                    small.file("bin/dibs"),
                    json,
                    with(
                            other,
                            List.of(
                                    "--kafka",
                                    kafka,
                                    "--database",
                                    database,
                                    "--redis",
                                    redis,
                                    "--set",
                                    "front.access-log=true")))) {
                String http = second.address("http");
                assertRuns(small.run("rush", "--url", http, "--users", "20", "--rate", "100", "--warm-up", "0"));
                assertRuns(small.run("audit", "--kafka", kafka, "--database", database));
                assertRuns(small.run("dead-letters", "list", "--kafka", kafka, "--database", database));
                assertThat(second.stop()).isZero();
                assertIsJson(second.log());
            }
            assertRuns(small.run("stop", "--data", data));
            assertThat(first.process().waitFor()).isZero();
        }
        assertRuns(small.run("topology"));
        assertRuns(small.run("serve", "--help"));
        assertThat(small.run("--version").out()).isEqualTo("dibs " + Build.version() + "\n");
    }

    private static String[] with(String data, List<String> more) {
        List<String> all = new ArrayList<>(List.of("--data", data));
        all.addAll(more);
        return all.toArray(String[]::new);
    }

    private static void assertRuns(Installed.Said said) {
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out()).isNotBlank();
        assertThat(said.err()).doesNotContain("Exception", "Error");
    }

    /** But for what the command itself says. */
    private static void assertIsJson(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log).stream()
                .filter(line -> !line.startsWith("dibs: ") && !line.startsWith("  "))
                .toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            assertThat(new ObjectMapper()
                            .readTree(line)
                            .path("formattedMessage")
                            .asText())
                    .as(line)
                    .isNotBlank();
        }
    }

    @Test
    void withoutTheEmbeddedServersOneLineSaysWhatToGive() throws Exception {
        Installed.Said serve =
                small.run("serve", "--data", place.resolve("none").toString(), "--kafka", "h:1");
        assertThat(serve.err())
                .hasLineCount(1)
                .contains("embedded servers are not installed", "--database postgresql://", "--redis URI")
                .doesNotContain("--kafka");
        assertThat(serve.out()).isEmpty();
        assertThat(serve.status()).isEqualTo(1);
        assertThat(place.resolve("none")).doesNotExist();
        assertThat(small.run("compare").err()).hasLineCount(1).contains("embedded servers only");
    }

    /** The bill of materials knows who needs whom; it is not there when the build was offline. */
    @Test
    void libEmbeddedHoldsWhatOnlyTheEmbeddedServersNeed() throws Exception {
        Set<String> all = new TreeSet<>(whole.libraries("lib"));
        all.addAll(whole.libraries("lib/embedded"));
        Assumptions.assumeTrue(Files.exists(whole.file("bom.json")), "built offline: there is no bill of materials");
        BillOfMaterials bill = BillOfMaterials.read(whole.file("bom.json"));
        assertThat(bill.files()).as("what is in the bill").isEqualTo(all);
        assertThat(bill.filesWithoutEmbeddedServers())
                .as("what is needed without embedded servers")
                .isEqualTo(whole.libraries("lib"));
    }

    @Test
    void saysTheLicenceOfEveryLibrary() throws Exception {
        String licences = Files.readString(whole.file("THIRD-PARTY.txt"));
        for (String folder : List.of("lib", "lib/embedded")) {
            for (String library : whole.libraries(folder)) {
                if (!library.startsWith("dibs-")) {
                    String artifact = library.replaceFirst("-([0-9][^-]*(-[^-]*)?)\\.jar$", ":$1");
                    assertThat(licences).contains(":" + artifact + " ");
                }
            }
        }
    }

    @Test
    void filesHaveTheRightsTheyShouldHave() {
        assertThat(whole.file("bin/dibs")).isExecutable();
        for (String file :
                List.of("LICENSE", "README.md", "docs/install.md", "docs/reference.conf", "conf/dibs.conf")) {
            assertThat(whole.file(file)).isRegularFile();
        }
        assertThat(whole.file("deploy/kubernetes/statefulset.yaml")).isRegularFile();
        assertThat(whole.file("deploy/docker/Dockerfile")).isRegularFile();
        assertThat(whole.file("deploy/systemd/dibs.service")).isRegularFile();
    }
}
