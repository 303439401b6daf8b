package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.Proof;
import dibs.local.DataFolder;
import dibs.local.TestServers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way of {@code cli/errors.txt} to use a command wrongly, or to use it while something is not as it must be: one
 * line on stderr that names the mistake, nothing on stdout, the right exit status.
 */
final class MistakesTest {
    private static final boolean PROOF = Proof.times(0, 1) == 1;
    private static final Pattern PROGRESS = Pattern.compile("dibs: +[0-9.]+ s  .*");

    @TempDir
    private static Path place;

    private static final Map<String, String> PLACES = new HashMap<>();
    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static Launcher launcher;

    /** A line of the table. */
    private record Mistake(String when, int status, String says, String command) {
        static Mistake of(String line) {
            String[] parts = line.split("\\|", 4);
            return new Mistake(
                    parts[0].strip(), Integer.parseInt(parts[1].strip()), parts[2].strip(), parts[3].strip());
        }

        boolean isByLauncher() {
            return PROOF || when.equals("script");
        }

        @Override
        public String toString() {
            return when + ": " + command;
        }
    }

    static Stream<Mistake> mistakes() throws IOException {
        try (var in = MistakesTest.class.getResourceAsStream("/cli/errors.txt")) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.contains("|") && !line.startsWith("#"))
                            .map(Mistake::of)
                            .filter(mistake -> PROOF || !mistake.when().equals("proof"))
                            .toList()
                            .stream();
        }
    }

    @BeforeAll
    static void prepare() throws IOException {
        launcher = Launcher.copiedTo(place);
        DataFolder used = DataFolder.open(place.resolve("used"));
        OPEN.add(used);
        ServerSocket busy = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        OPEN.add(busy);
        PLACES.put("{used}", used.path().toString());
        PLACES.put("{pid}", Long.toString(ProcessHandle.current().pid()));
        PLACES.put("{busy}", Integer.toString(busy.getLocalPort()));
        PLACES.put("{closed}", Integer.toString(closedPort()));
        PLACES.put("{kafka}", TestServers.kafka());
        PLACES.put("{data}", place.toRealPath().resolve("data").toString());
        PLACES.put("{none}", place.resolve("none").toString());
        PLACES.put(
                "{file}", Files.writeString(place.resolve("file"), "{ no = [\n").toString());
        PLACES.put(
                "{conf}",
                Files.writeString(place.resolve("c.conf"), "front.treads = 1").toString());
        PLACES.put(
                "{properties}",
                Files.writeString(place.resolve("p"), "security.protocol=SSL").toString());
        PLACES.put("{blank}", " ");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable each : OPEN) {
            each.close();
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isOneLineAndTheRightStatus(Mistake mistake) throws Exception {
        Map<String, String> environment = new HashMap<>();
        List<String> arguments = new ArrayList<>();
        for (String word : mistake.command().split(" +")) {
            if (word.startsWith("DIBS_")) {
                environment.put(word.split("=")[0], word.split("=")[1]);
            } else if (!word.isEmpty()) {
                arguments.add(filled(word));
            }
        }
        Said said = mistake.isByLauncher()
                ? launcher.run(environment, arguments)
                : Said.by(arguments.toArray(String[]::new));
        List<String> lines = said.err()
                .lines()
                .filter(line -> !PROGRESS.matcher(line).matches())
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("dibs: ").contains(filled(mistake.says()));
        assertThat(said.out()).isEmpty();
        assertThat(said.status()).as(said.err()).isEqualTo(mistake.status());
    }

    private static String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> place : PLACES.entrySet()) {
            filled = filled.replace(place.getKey(), place.getValue());
        }
        return filled;
    }
}
