package dibs.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One answer of {@code /metrics}. Immutable. */
record Scrape(String text) {
    private static final CheckedHttp CLIENT = new CheckedHttp();
    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:]\\w*)(?:\\{(.*)})? [^ ]+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    static Scrape of(String http) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(http + "/metrics")).build();
        return new Scrape(CLIENT.send(request).body());
    }

    /** Whether a metric is of Dibs itself, by its name at the begin of a line. */
    static boolean isOurs(String line) {
        return line.startsWith("dibs_") || line.startsWith("http_server_requests_");
    }

    /** Of all samples. */
    Set<String> names() {
        return SAMPLE.matcher(text).results().map(sample -> sample.group(1)).collect(Collectors.toSet());
    }

    /** A row of Markdown for each metric of ours: name, kind, labels, meaning. */
    List<String> table() {
        Map<String, String> help = declared("HELP");
        Map<String, String> kinds = declared("TYPE");
        List<String> rows = new ArrayList<>();
        for (String name : help.keySet()) {
            // What Micrometer adds to each timer is told once, above the table.
            if (isOurs(name) && !name.endsWith("_seconds_max")) {
                rows.add(
                        "| `" + name + "` | " + kinds.get(name) + " | " + labels(name) + " | " + help.get(name) + " |");
            }
        }
        return rows;
    }

    private Map<String, String> declared(String what) {
        Map<String, String> declared = new TreeMap<>();
        Matcher line = Pattern.compile("^# " + what + " (\\S+) (.*)$", Pattern.MULTILINE)
                .matcher(text);
        while (line.find()) {
            declared.put(line.group(1), line.group(2).strip());
        }
        return declared;
    }

    private String labels(String name) {
        Set<String> labels = new LinkedHashSet<>();
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            if (sample.group(1).equals(name) || sample.group(1).equals(name + "_count")) {
                LABEL.matcher(sample.group(2) == null ? "" : sample.group(2))
                        .results()
                        .forEach(label -> labels.add("`" + label.group(1) + "`"));
            }
        }
        return String.join(", ", labels);
    }
}
