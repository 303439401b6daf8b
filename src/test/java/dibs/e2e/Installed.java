package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The archive that the build made, unpacked; its launcher is all that is run of it. */
final class Installed {
    private final Path home;

    private Installed(Path home) {
        this.home = home;
    }

    /** What a command said, and its exit status. */
    record Said(int status, String out, String err) {}

    /** Into a folder of its own, with what else {@code tar} is told. */
    static Installed in(Path folder, String... more) throws IOException, InterruptedException {
        return in(folder, Path.of(System.getProperty("dibs.archive")), more);
    }

    /** The same of another archive. */
    static Installed in(Path folder, Path archive, String... more) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of("tar", "-xzf", archive.toString()));
        command.addAll(List.of(more));
        Process tar = new ProcessBuilder(command)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        try (Stream<Path> top = Files.list(folder)) {
            List<Path> folders = top.toList();
            assertThat(folders).as("one folder at the top").hasSize(1);
            return new Installed(folders.get(0));
        }
    }

    Path file(String name) {
        return home.resolve(name);
    }

    /** The names of the libraries in a folder of it. */
    Set<String> libraries(String folder) throws IOException {
        try (Stream<Path> files = Files.list(file(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    Said run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", "");
        Path err = Files.createTempFile(home, "err", "");
        Process process = builder(file("bin/dibs"), "", arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A server that runs, and what it said when it was ready. */
    record Serving(Process process, String ready, Path log) implements AutoCloseable {
        String address(String part) {
            return ready.replaceFirst(".* " + part + "=(\\S+).*", "$1");
        }

        /** SIGTERM; the exit status. */
        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Through {@code launcher}, which may be a link. */
    Serving serve(Path launcher, String options, String... arguments) throws IOException {
        Path log = Files.createTempFile(home, "serve", ".log");
        List<String> command = new ArrayList<>(List.of("serve", "--port", "0", "--set", "front.warm-up=0"));
        command.addAll(List.of(arguments));
        Process process = builder(launcher, options, command.toArray(String[]::new))
                .redirectError(log.toFile())
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String ready = out.readLine();
        assertThat(ready).as(Files.readString(log)).startsWith("dibs ready ");
        return new Serving(process, ready, log);
    }

    private ProcessBuilder builder(Path launcher, String options, String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DIBS_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("DIBS_JAVA_OPTS", String.join(" ", ServeProcess.jvm()) + " " + options);
        return builder.redirectInput(new File("/dev/null"));
    }
}
