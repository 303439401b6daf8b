package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.e2e.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shell script does before Java runs, and what it tells Java of the terminal. */
final class LauncherTest {
    @TempDir
    private Path place;

    private Launcher launcher;

    @BeforeEach
    void copyWhatIsBuilt() throws IOException {
        launcher = Launcher.copiedTo(place);
    }

    @Test
    void runsThroughAChainOfLinksInTheFolderOfTheCaller() throws Exception {
        Path caller = Files.createDirectories(place.resolve("the caller"));
        Files.createDirectories(caller.resolve("my data"));
        Path near = Files.createSymbolicLink(place.resolve("near link"), Path.of("a home", "dibs"));
        Path far = Files.createSymbolicLink(caller.resolve("far link"), near);
        Said stop = launcher.run(caller, Map.of(), List.of("/bin/sh", far.toString(), "stop", "--data", "my data"));
        assertThat(stop.err()).isEmpty();
        assertThat(stop.out())
                .isEqualTo("Nothing runs on " + caller.toRealPath().resolve("my data") + ".\n");
        assertThat(stop.status()).isZero();
    }

    /** An empty {@code file} is what is not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "           |          | no Java found; install a JDK 17 or newer, or set JAVA_HOME",
                "bin/other  | 17.0.1   | but there is no bin/java in it; set it to a JDK 17 or newer",
                "bin/java   | 11.0.2   | is version 11; Dibs needs a JDK 17 or newer",
                "bin/java   | 1.8.0    | is version 1; Dibs needs a JDK 17 or newer",
                "bin/java   | 21.0.1   | has no compiler beside it; Dibs needs a JDK, not only a runtime",
            })
    void aJavaThatWillNotDoIsSaid(String file, String version, String message) throws Exception {
        Path java = Files.createDirectories(place.resolve("java"));
        if (file != null) {
            program(java.resolve(file), "exit 3");
            Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        }
        Map<String, String> environment = Map.of("JAVA_HOME", file == null ? "" : java.toString(), "PATH", tools());
        assertFailure(launcher.run(environment, List.of("--version")), message);
    }

    /** The launcher of an installation, where there are no libraries beside it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "           |          | no Java found; install a Java runtime 17 or newer, or set JAVA_HOME",
                "bin/other  | 17.0.1   | but there is no bin/java in it; set it to a Java 17 or newer",
                "bin/java   | 11.0.2   | is version 11; Dibs needs a Java runtime 17 or newer",
                "bin/java   | 17.0.1   | there are no libraries in",
            })
    void theInstalledLauncherSaysWhatIsMissing(String file, String version, String message) throws Exception {
        Path java = Files.createDirectories(place.resolve("java"));
        if (file != null) {
            program(java.resolve(file), "exit 3");
            Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        }
        Path script = Path.of("main/dist/bin/dibs").toAbsolutePath();
        Map<String, String> environment = Map.of("JAVA_HOME", file == null ? "" : java.toString(), "PATH", tools());
        assertFailure(launcher.run(place, environment, List.of("/bin/sh", script.toString(), "--version")), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                             | no Maven found, which is needed to build; install Maven 3.8 or newer",
                "echo 'Apache Maven 3.6.3'    | the Maven found is version 3.6; Dibs needs 3.8 or newer to build",
                "exit 1                       | the Maven found is version unknown; Dibs needs 3.8 or newer to build",
            })
    void aMavenThatWillNotDoIsSaid(String maven, String message) throws Exception {
        launcher.outdate();
        String tools = tools();
        if (maven != null) {
            program(Path.of(tools).resolve("mvn"), maven);
        }
        assertFailure(launcher.run(Map.of("PATH", tools), List.of("--version")), message);
    }

    private static void assertFailure(Said failed, String message) {
        assertThat(failed.err()).hasLineCount(1).startsWith("dibs: ").contains(message);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.status()).isEqualTo(1);
    }

    /** A folder with what the script uses of the system, and neither Java nor Maven. */
    private String tools() throws IOException {
        Path tools = Files.createDirectories(place.resolve("tools"));
        List<String> used = List.of(
                "dirname",
                "readlink",
                "sed",
                "cat",
                "find",
                "head",
                "mkdir",
                "flock",
                "date",
                "tee",
                "grep",
                "awk",
                "mv");
        for (String tool : used) {
            for (String folder : System.getenv("PATH").split(":")) {
                Path found = Path.of(folder, tool);
                if (Files.isExecutable(found) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), found);
                }
            }
        }
        return tools.toString();
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void aSourceThatIsNewerAsksForABuildAndItsFailureIsStatusOne() throws Exception {
        launcher.outdate();
        String tools = tools();
        program(Path.of(tools).resolve("mvn"), """
                [ "$1" = --version ] && { echo 'Apache Maven 3.9.1'; exit 0; }
                echo '[INFO] Building Dibs topology 1 [2/4]'
                echo 'Downloaded from central: https://h/x/rocks-1.jar (33 MB at 1.2 MB/s)'
                echo '[ERROR] the disk is full'
                exit 1
                """);
        Said failed = launcher.run(Map.of("PATH", tools), List.of("--version"));
        assertThat(failed.err())
                .contains("Building Dibs topology", "rocks-1.jar (33 MB)", "the disk is full", "the build failed");
        assertThat(failed.out()).isEmpty();
        assertThat(failed.status()).isEqualTo(1);
    }

    @Test
    void coloursAreForTerminalsWhereTheyAreWanted() throws Exception {
        Tools.assumeInstalled("script", "bsdutils");
        String escape = "\033[";
        assertThat(launcher.run(Map.of(), List.of("--help")).out())
                .contains("Usage:")
                .doesNotContain(escape);
        List<String> onTerminal = List.of("script", "-qec", "/bin/sh '" + launcher.script() + "' --help", "/dev/null");
        assertThat(launcher.run(place, Map.of("NO_COLOR", ""), onTerminal).out())
                .contains("Usage:", escape);
        assertThat(launcher.run(place, Map.of("NO_COLOR", "1"), onTerminal).out())
                .contains("Usage:")
                .doesNotContain(escape);
    }
}
