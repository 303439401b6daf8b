package dibs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, in a copy of a folder that counts as built, so that no build runs in a test. */
final class LauncherTest {
    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    @TempDir
    private Path place;

    private Path home;

    @BeforeEach
    void copyWhatIsBuilt() throws IOException {
        home = Files.createDirectories(place.resolve("a home"));
        Files.copy(HOME.resolve("dibs"), home.resolve("dibs"));
        for (String module : List.of("topology", "connectors", "src", ".mvn")) {
            Files.createDirectories(home.resolve(module));
        }
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Path built = Files.createDirectories(home.resolve("src").resolve("target"));
        Files.writeString(built.resolve("dibs.classpath"), System.getProperty("java.class.path"));
        Files.writeString(built.resolve("dibs.stamp"), home.toRealPath().toString());
    }

    @Test
    void runsThroughAChainOfLinksInTheFolderOfTheCaller() throws Exception {
        Path caller = Files.createDirectories(place.resolve("the caller"));
        Files.createDirectories(caller.resolve("my data"));
        Path near = Files.createSymbolicLink(place.resolve("near link"), Path.of("a home", "dibs"));
        Path far = Files.createSymbolicLink(caller.resolve("far link"), near);
        Ended stop = run(caller, Map.of(), far.toString(), "stop", "--data", "my data");
        assertThat(stop.err).isEmpty();
        assertThat(stop.out).isEqualTo("Nothing runs on " + caller.toRealPath().resolve("my data") + ".\n");
        assertThat(stop.status).isZero();
    }

    @Test
    void wrongUseIsOneLineAndStatusTwo() throws Exception {
        Ended wrong = run(place, Map.of(), home.resolve("dibs").toString(), "stop", "--dada", "x");
        assertThat(wrong.out).isEmpty();
        assertThat(wrong.err.lines()).hasSize(1);
        assertThat(wrong.err).contains("--dada", "./dibs stop --help");
        assertThat(wrong.status).isEqualTo(2);
    }

    @Test
    void aFailedRunIsOneLineAndStatusOne() throws Exception {
        Ended failed = run(place, Map.of(), home.resolve("dibs").toString(), "stop", "--data", "none");
        assertThat(failed.err.lines()).hasSize(1);
        assertThat(failed.err).contains("There is no folder");
        assertThat(failed.status).isEqualTo(1);
    }

    @Test
    void aJavaThatIsNotThereIsSaid() throws Exception {
        Map<String, String> environment = Map.of("JAVA_HOME", place.toString());
        Ended failed = run(place, environment, home.resolve("dibs").toString(), "--version");
        assertThat(failed.err.lines()).hasSize(1);
        assertThat(failed.err).contains("JAVA_HOME", "JDK 17 or newer");
        assertThat(failed.status).isEqualTo(1);
    }

    @Test
    void aSourceThatIsNewerAsksForABuildAndItsFailureIsStatusOne() throws Exception {
        Path tools = Files.createDirectories(place.resolve("tools"));
        Path maven = Files.writeString(tools.resolve("mvn"), """
                #!/bin/sh
                [ "$1" = --version ] && { echo 'Apache Maven 3.9.1'; exit 0; }
                echo '[INFO] Building Dibs topology 1 [2/4]'
                echo 'Downloaded from central: https://h/x/rocks-1.jar (33 MB at 1.2 MB/s)'
                echo '[ERROR] the disk is full'
                exit 1
                """);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Files.delete(home.resolve("src").resolve("target").resolve("dibs.stamp"));
        Map<String, String> environment = Map.of("PATH", tools + ":" + System.getenv("PATH"));
        Ended failed = run(place, environment, home.resolve("dibs").toString(), "--version");
        assertThat(failed.err)
                .contains("Building Dibs topology", "rocks-1.jar (33 MB)", "the disk is full", "the build failed");
        assertThat(failed.out).isEmpty();
        assertThat(failed.status).isEqualTo(1);
    }

    private Ended run(Path folder, Map<String, String> environment, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("sh"));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Path out = Files.createTempFile(place, "out", "");
        Path err = Files.createTempFile(place, "err", "");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    private record Ended(int status, String out, String err) {}
}
