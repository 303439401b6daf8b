package dibs.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What dashboard and alerts ask Prometheus for. */
final class Expressions {
    private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");
    static final Path ALERTS = DOCS.resolve("alerts.yaml");
    static final Path DASHBOARD = DOCS.resolve("grafana-dashboard.json");

    /** What is no metric: strings, label matchers, ranges, lists of labels, functions and words of the language. */
    private static final Pattern NO_METRIC = Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]"
            + "|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)|\\b\\w+\\s*(?=\\()"
            + "|\\b(and|or|unless|by|without|on|sum|min|max|count)\\b");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

    private static final Map<String, String> VARIABLES = Map.of("$instance", ".*", "$__rate_interval", "1m");

    private Expressions() {}

    static JsonNode alerts() throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(ALERTS.toFile());
    }

    static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(DASHBOARD.toFile());
    }

    static List<String> ofAlerts() throws IOException {
        return alerts().findValuesAsText("expr");
    }

    /** With its variables filled in. */
    static List<String> ofDashboard() throws IOException {
        return dashboard().findValuesAsText("expr").stream()
                .map(Expressions::filled)
                .toList();
    }

    private static String filled(String expression) {
        String filled = expression;
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            filled = filled.replace(variable.getKey(), variable.getValue());
        }
        return filled;
    }

    static Set<String> metricsOf(String expression) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(NO_METRIC.matcher(expression).replaceAll(" "));
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }
}
