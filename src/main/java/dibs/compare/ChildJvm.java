package dibs.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A server in a JVM of its own, with the options of this one, that says by one line on stdout when it is ready:
 * {@code … ready name=value …}. Its stderr is in a file. Thread-safe.
 */
final class ChildJvm implements AutoCloseable {
    private static final int START_SECONDS = 100;
    private static final int ORDERLY_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final Map<String, String> ready;

    private ChildJvm(Process process, Path log, Map<String, String> ready) {
        this.process = process;
        this.log = log;
        this.ready = ready;
    }

    /**
     * Starts it, and returns when it is ready.
     *
     * @param main class and arguments
     */
    static ChildJvm start(Cpus cpus, Path log, List<String> main) throws IOException {
        List<String> command = new ArrayList<>(cpus.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(main);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        // Where it says nothing and does not end, the end of its stdout is waited for in vain.
        CompletableFuture<Void> tooLate = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS));
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            // A JVM that is watched says so first.
            while (line != null && !line.contains(" ready ")) {
                line = out.readLine();
            }
            if (line == null) {
                throw new CompareFailure("a server did not start: " + lastLine(log));
            }
            return new ChildJvm(process, log, fields(line));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        } finally {
            tooLate.cancel(false);
        }
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new TreeMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                fields.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return fields;
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    }

    /** What the ready line says. */
    String value(String name) {
        return ready.get(name);
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and SIGKILL where that does not help. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ORDERLY_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "the server with the log " + log;
    }
}
