package dibs.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dibs.cli.Said;
import dibs.e2e.Proof;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** A whole {@code dibs compare} on real servers with tiny rounds: right outcomes, a clean kill, and readable reports. */
class CompareTest {
    private static final List<String> CONTENDERS = Proof.times(0, 1) == 0
            ? List.of("dibs-kafka", "http-no-op")
            : List.of("dibs-http", "dibs-kafka", "dibs-many", "pass-one", "pass-same", "echo", "http-no-op");

    @TempDir
    Path folder;

    @Test
    void dibsBesideItsLimits() throws Exception {
        Path json = folder.resolve("compare.json");
        Path picture = folder.resolve("compare.svg");
        Said said = Said.by(
                "compare",
                "--only",
                String.join(",", CONTENDERS),
                "--rounds",
                "2",
                "--seconds",
                "0.1",
                "--in-flight",
                "64",
                "--data",
                folder.resolve("data").toString(),
                "--json",
                json.toString(),
                "--picture",
                picture.toString());
        assertThat(said.status()).as(said.out() + said.err()).isZero();
        assertThat(said.out()).contains("Dibs by Kafka", "over-grants 0").doesNotContain("failed", "NOT MEASURED");
        assertThat(folder.resolve("data")).as("what it leaves").isEmptyDirectory();
        check(new ObjectMapper().readTree(json.toFile()));
        check(Files.readString(picture));
    }

    private static void check(JsonNode report) {
        assertThat(report.get("right").asBoolean()).isTrue();
        assertThat(report.findValues("safety"))
                .anySatisfy(safety -> assertThat(safety.isNull()).isFalse());
        assertThat(report.get("contenders")).hasSameSizeAs(CONTENDERS);
        for (JsonNode contender : report.get("contenders")) {
            assertThat(contender.get("failure").isNull()).isTrue();
            for (String phase : new String[] {"grants", "refusals"}) {
                JsonNode measured = contender.get(phase);
                assertThat(measured.get("closedLoop")).hasSize(2).allSatisfy(CompareTest::requireAsExpected);
                assertThat(measured.get("openLoop")).hasSize(2).allSatisfy(CompareTest::requireAsExpected);
            }
            if (!contender.get("safety").isNull()) {
                JsonNode safety = contender.get("safety");
                assertThat(safety.get("stored").asLong())
                        .isPositive()
                        .isEqualTo(safety.get("room").asLong());
            }
        }
    }

    private static void requireAsExpected(JsonNode figure) {
        assertThat(figure.get("answered").asLong()).isPositive();
        assertThat(figure.get("other").asLong() + figure.get("failed").asLong()).isZero();
    }

    private void check(String svg) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("compare.svg").toFile());
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("rect").getLength()).isGreaterThanOrEqualTo(2 * CONTENDERS.size());
        assertThat(svg).contains("prefers-color-scheme: dark", "No-op by HTTP");
    }
}
