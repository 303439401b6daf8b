package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and dashboard, as Prometheus and Grafana would take them. */
final class AlertsTest {
    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    @Test
    void promtoolTakesTheRules() throws Exception {
        Promtool.assumeInstalled();
        assertThat(Promtool.run("", "check", "rules", Expressions.ALERTS.toString()))
                .matches(verdict -> verdict.status() == 0, "is well")
                .extracting(Promtool.Verdict::said)
                .asString()
                .contains("SUCCESS");
    }

    @Test
    void eachAlertFiresWhenItShouldAndNoneWhileAllIsWell() throws Exception {
        Promtool.assumeInstalled();
        Path tests = HOME.resolve("src/test/resources/prometheus/alerts-test.yaml");
        Promtool.Verdict verdict = Promtool.run("", "test", "rules", tests.toString());
        assertThat(verdict.status()).as(verdict.said()).isZero();
        Set<String> tested = Set.copyOf(Files.readAllLines(tests).stream()
                .filter(line -> line.contains("labels: '{alertname="))
                .map(line -> line.replaceAll(".*alertname=\"(\\w+)\".*", "$1"))
                .toList());
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(Expressions.alerts().findValuesAsText("alert"));
    }

    @Test
    void promtoolCanReadEveryExpressionOfTheDashboard(@TempDir Path folder) throws Exception {
        Promtool.assumeInstalled();
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        int count = 0;
        for (String expression : Expressions.ofDashboard()) {
            count++;
            rules.append("  - record: dashboard:").append(count).append('\n');
            rules.append("    expr: '").append(expression).append("'\n");
        }
        Path file =
                Files.writeString(folder.resolve("rules.yaml"), rules.toString().replace("dashboard:", "d:e"));
        Promtool.Verdict verdict = Promtool.run("", "check", "rules", file.toString());
        assertThat(verdict.status()).as(verdict.said()).isZero();
        assertThat(count).isGreaterThan(50);
    }

    @Test
    void eachAlertLeadsToASectionThatExists() throws Exception {
        Set<String> sections = Files.readAllLines(HOME.resolve("docs/operations.md")).stream()
                .filter(line -> line.startsWith("## ") || line.startsWith("### "))
                .map(line ->
                        line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .map(anchor -> "docs/operations.md#" + anchor)
                .collect(Collectors.toSet());
        for (JsonNode rule : Expressions.alerts().findValues("rules").stream()
                .flatMap(rules -> rules.valueStream())
                .toList()) {
            JsonNode annotations = rule.path("annotations");
            assertThat(sections)
                    .as(rule.path("alert").asText())
                    .contains(annotations.path("runbook").asText());
            assertThat(annotations.path("summary").asText()).isNotBlank();
            assertThat(annotations.path("description").asText()).isNotBlank();
            assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
        }
    }

    @Test
    void theDashboardCanBeImported() throws Exception {
        JsonNode dashboard = Expressions.dashboard();
        assertThat(dashboard.path("__inputs").path(0).path("name").asText()).isEqualTo("DS_PROMETHEUS");
        assertThat(new TreeSet<>(dashboard.findValuesAsText("uid"))).containsExactly("${DS_PROMETHEUS}", "dibs");
        assertThat(dashboard.path("templating").path("list").findValuesAsText("name"))
                .containsExactly("instance");
        assertThat(dashboard.path("panels").findValuesAsText("id"))
                .doesNotHaveDuplicates()
                .isNotEmpty();
        for (JsonNode panel : dashboard.path("panels")) {
            boolean row = panel.path("type").asText().equals("row");
            assertThat(panel.findValuesAsText("expr").isEmpty())
                    .as(panel.path("title").asText())
                    .isEqualTo(row);
            assertThat(panel.path("gridPos").path("x").asInt()
                            + panel.path("gridPos").path("w").asInt())
                    .isLessThanOrEqualTo(24);
        }
        assertThat(Expressions.ofDashboard()).noneMatch(expression -> expression.contains("$"));
    }
}
