package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dibs.cli.Said;
import dibs.settings.SettingSources;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit, the image and the manifests name options, settings and files that exist, and each other. */
final class DeployTest {
    private static final Path DIST = Path.of("main/dist").toAbsolutePath();
    private static final Path KUBERNETES = DIST.resolve("kubernetes");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+(?=[= ]|$)");

    @TempDir
    private Path place;

    @Test
    void whatIsStartedAreOptionsOfServe() throws Exception {
        List<String> words = new ArrayList<>();
        container().path("args").forEach(word -> words.add(word.asText()));
        words.add(unit().replace("\\\n", "")
                .lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow());
        String help = Said.by("serve", "--help").out();
        for (String word : words) {
            OPTION.matcher(word).results().forEach(option -> assertThat(help).contains(option.group()));
        }
        assertThat(words.get(0)).isEqualTo("serve");
    }

    @Test
    void theEnvironmentHoldsSettingsThatExist() throws Exception {
        Map<String, String> pod = new HashMap<>();
        container()
                .path("env")
                .forEach(each ->
                        pod.put(each.path("name").asText(), each.path("value").asText("x")));
        assertThat(new SettingSources().read(List.of(), pod, null).front().advertisedHost())
                .endsWith("." + spec("StatefulSet").path("serviceName").asText());
        Properties environment = new Properties();
        try (Stream<String> lines = Files.lines(DIST.resolve("systemd/dibs.env"))) {
            environment.load(new StringReader(
                    lines.map(line -> line.replaceFirst("^#(?=[A-Z_]+=)", "")).collect(Collectors.joining("\n"))));
        }
        Map<String, String> service = environment.entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().toString(),
                        each -> each.getValue().toString()));
        new SettingSources().read(List.of(), service, null);
        Pattern.compile("\\$\\{(\\w+)}")
                .matcher(unit())
                .results()
                .forEach(variable -> assertThat(service).containsKey(variable.group(1)));
    }

    @Test
    void theFilesOfSettingsCanBeRead() throws Exception {
        Path kafka = Files.writeString(
                place.resolve("kafka.properties"),
                object("Secret").path("stringData").path("kafka.properties").asText());
        String settings = object("ConfigMap").path("data").path("dibs.conf").asText();
        Path config = Files.writeString(
                place.resolve("dibs.conf"), settings.replace("/etc/dibs/secret/kafka.properties", kafka.toString()));
        Map<String, String> secret = Map.of("DIBS_FRONT_INSTANCE_SECRET", "0123456789abcdef");
        assertThat(new SettingSources().read(List.of(), secret, config).front().internalPort())
                .isEqualTo(port("internal"));
        // The example with all of its lines, too: they are settings that exist, and fit together.
        String example = Files.readString(DIST.resolve("conf/dibs.conf"));
        new SettingSources().read(List.of(), Map.of(), DIST.resolve("conf/dibs.conf"));
        String all = example.replaceAll("(?m)^#(?! \\S)", "").replace("/etc/dibs/kafka.properties", kafka.toString());
        Path whole = Files.writeString(place.resolve("all.conf"), all);
        assertThat(new SettingSources().read(List.of(), secret, whole).auth().asksForTokens())
                .isTrue();
    }

    @Test
    void theManifestsFitTogether() throws Exception {
        List<String> files = new ArrayList<>();
        yaml("kustomization.yaml").get(0).path("resources").forEach(file -> files.add(file.asText()));
        try (Stream<Path> there = Files.list(KUBERNETES)) {
            assertThat(there.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(files.stream(), Stream.of("kustomization.yaml"))
                            .toList());
        }
        JsonNode labels = spec("StatefulSet").path("template").path("metadata").path("labels");
        assertThat(spec("StatefulSet").path("selector").path("matchLabels")).isEqualTo(labels);
        assertThat(spec("PodDisruptionBudget").path("selector").path("matchLabels"))
                .isEqualTo(labels);
        assertThat(spec("NetworkPolicy").path("podSelector").path("matchLabels"))
                .isEqualTo(labels);
        for (JsonNode service : objects("Service")) {
            assertThat(service.path("spec").path("selector")).isEqualTo(labels);
            port(service.path("spec").path("ports").get(0).path("targetPort").asText());
        }
        for (String kind : List.of("configMapKeyRef", "secretKeyRef")) {
            JsonNode named = object(kind.startsWith("c") ? "ConfigMap" : "Secret");
            for (JsonNode reference : container().path("env").findValues(kind)) {
                assertThat(reference.path("name"))
                        .isEqualTo(named.path("metadata").path("name"));
                String where = kind.startsWith("c") ? "data" : "stringData";
                assertThat(named.path(where).has(reference.path("key").asText()))
                        .isTrue();
            }
        }
        JsonNode pod = spec("StatefulSet").path("template").path("spec");
        assertThat(new TreeSet<>(pod.path("containers").findValuesAsText("mountPath")))
                .contains("/var/lib/dibs", "/etc/dibs/dibs.conf", "/etc/dibs/secret");
        // Kubernetes would add variables like DIBS_PORT, and Dibs refuses those.
        assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    }

    @Test
    void probesAskWhatDibsAnswers() throws Exception {
        JsonNode paths = OpenApi.document().path("paths");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container().path(probe).path("httpGet");
            assertThat(paths.has(get.path("path").asText())).as(probe).isTrue();
            port(get.path("port").asText());
        }
    }

    @Test
    void systemdTakesTheUnit() throws Exception {
        Path tool = Path.of("/usr/bin/systemd-analyze");
        Assumptions.assumeTrue(Files.isExecutable(tool), "there is no systemd-analyze");
        String unit = unit().replace(
                        "/opt/dibs/bin/dibs", DIST.resolve("bin/dibs").toString())
                .replaceAll("(?m)^(User|Group)=.*$", "");
        Path file = Files.writeString(place.resolve("dibs.service"), unit);
        Process verdict = new ProcessBuilder(tool.toString(), "verify", "--man=no", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verdict.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.lines().filter(line -> line.contains("dibs.service"))).isEmpty();
    }

    private static String unit() throws IOException {
        return Files.readString(DIST.resolve("systemd/dibs.service"));
    }

    private static JsonNode container() throws IOException {
        return spec("StatefulSet")
                .path("template")
                .path("spec")
                .path("containers")
                .get(0);
    }

    private static int port(String name) throws IOException {
        return StreamSupport.stream(container().path("ports").spliterator(), false)
                .filter(port -> port.path("name").asText().equals(name))
                .mapToInt(port -> port.path("containerPort").asInt())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode spec(String kind) throws IOException {
        return object(kind).path("spec");
    }

    private static JsonNode object(String kind) throws IOException {
        assertThat(objects(kind)).as(kind).hasSize(1);
        return objects(kind).get(0);
    }

    private static List<JsonNode> objects(String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            for (Path file : files.toList()) {
                yaml(file.getFileName().toString()).stream()
                        .filter(object -> object.path("kind").asText().equals(kind))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static List<JsonNode> yaml(String file) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        try (var documents = yaml.readerFor(JsonNode.class)
                .<JsonNode>readValues(
                        new YAMLFactory().createParser(Files.newBufferedReader(KUBERNETES.resolve(file))))) {
            return documents.readAll();
        }
    }
}
