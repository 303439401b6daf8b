package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Redis of a test's own with any options; it is ready when its log says so, since a ping may need a login or TLS. */
final class RedisProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;

    private RedisProcess(Process process) {
        this.process = process;
    }

    /** The best program there is. */
    static Optional<Path> program(Path folder) {
        try {
            return RedisPrograms.find(
                    folder, Optional.ofNullable(System.getenv("PATH")).orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RedisProcess start(Path program, Path folder, List<String> options) {
        return start(Machine.LOOPBACK, program, folder, options);
    }

    static RedisProcess start(Machine machine, Path program, Path folder, List<String> options) {
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "--bind", machine.host(), "--dir", folder.toString(), "--save", ""));
        command.addAll(options);
        Path log = folder.resolve("redis.log");
        try {
            Files.createDirectories(folder);
            Process process = machine.process(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Patience.until(START, () -> isReady(log) || !process.isAlive());
            if (!isReady(log)) {
                process.destroyForcibly();
                throw new IllegalStateException(program + " did not start: " + Tool.lastLines(log, 5));
            }
            return new RedisProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options of one that lets nobody else in. */
    static List<String> onlyUser(String user, String password) {
        return List.of("--user", user, "on", ">" + password, "~*", "&*", "+@all", "--user", "default", "off");
    }

    /** Options of one that speaks nothing but TLS, with what {@link Certificates} wrote. */
    static List<String> onlyTls(int port, Path certificates) {
        String certificate = certificates.resolve("cert.pem").toString();
        return List.of(
                "--port",
                "0",
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate,
                "--tls-key-file",
                certificates.resolve("key.pem").toString(),
                "--tls-ca-cert-file",
                certificate,
                "--tls-auth-clients",
                "no");
    }

    private static boolean isReady(Path log) {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1).contains("Ready to accept connections");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGSTOP: its connections stay open, and nobody answers. */
    void freeze() throws IOException, InterruptedException {
        Signals.send("STOP", process.pid());
    }

    /** SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        Signals.send("CONT", process.pid());
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
