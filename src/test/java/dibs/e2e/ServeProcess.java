package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.local.Signals;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A {@code dibs serve} in a process of its own, so that it can be stopped and killed. */
final class ServeProcess implements AutoCloseable {
    private static final int START_SECONDS = 120;

    private final Process process;
    private final Path log;
    private final Map<String, String> ready;

    private ServeProcess(Process process, Path log, Map<String, String> ready) {
        this.process = process;
        this.log = log;
        this.ready = ready;
    }

    /** Starts on {@code data} and returns at the ready line. */
    static ServeProcess start(Path data, String... more) {
        return startWith(List.of(), data, more);
    }

    /** The same with options of the JVM. */
    static ServeProcess startWith(List<String> jvm, Path data, String... more) {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        return awaitReady(launch(jvm, data, log, more), log);
    }

    /** What the builder starts. */
    static ServeProcess start(ProcessBuilder builder, Path log) throws IOException {
        return awaitReady(
                builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .redirectInput(new File("/dev/null"))
                        .start(),
                log);
    }

    private static ServeProcess awaitReady(Process process, Path log) {
        try {
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            assertThat(line).as("the ready line; stderr: %s", text(log)).startsWith("dibs ready http=");
            return new ServeProcess(process, log, fields(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts where no ready line is expected; returns exit status and stderr. */
    static Map.Entry<Integer, String> startInVain(Path data, String... more) throws InterruptedException {
        Path log = data.resolveSibling(data.getFileName() + ".vain.log");
        Process process = launch(List.of(), data, log, more);
        assertThat(process.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
        return Map.entry(process.exitValue(), text(log));
    }

    private static Process launch(List<String> jvm, Path data, Path log, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm());
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), "dibs.cli.Main", "serve", "--data", data.toString()));
        if (!List.of(more).contains("--port")) {
            command.addAll(List.of("--port", "0"));
        }
        for (String server : List.of("kafka", "database", "redis")) {
            command.addAll(List.of("--set", "embedded." + server + "-port=0"));
        }
        // A slow machine must not make a test see "undecided" where it asks for something else.
        for (String set : List.of("front.decision-timeout=30s", "front.max-wait=30s", "front.warm-up=0")) {
            command.addAll(List.of("--set", set));
        }
        command.addAll(List.of(more));
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the build starts its own tests. */
    static List<String> jvm() {
        List<String> options = new ArrayList<>(List.of("-Xmx1g"));
        options.addAll(List.of(System.getProperty("dibs.test.jvm", "-Xmx1g").split(" ")));
        return options;
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new TreeMap<>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                fields.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return fields;
    }

    String http() {
        return ready.get("http");
    }

    String kafka() {
        return ready.get("kafka");
    }

    /** As printed: {@code postgresql://…}. */
    String database() {
        return ready.get("database");
    }

    String redis() {
        return ready.get("redis");
    }

    /** What it has computed so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What it takes of the machine's memory now. */
    long residentBytes() throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    /** SIGTERM; returns the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
        return process.exitValue();
    }

    /** Waits until it ends by itself; returns the exit status. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(START_SECONDS, TimeUnit.SECONDS))
                .as("ends by itself; %s", log())
                .isTrue();
        return process.exitValue();
    }

    /** SIGSTOP: it stands still, and its connections stay open. */
    void pause() throws IOException, InterruptedException {
        assertThat(Signals.send("STOP", process.pid())).isTrue();
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        assertThat(Signals.send("CONT", process.pid())).isTrue();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String log() {
        return text(log);
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
