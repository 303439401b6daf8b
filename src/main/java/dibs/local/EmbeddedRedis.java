package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A real Redis on loopback that syncs its append-only file every second, or none where no Redis can run.
 *
 * <p>It is only a cache to Dibs, so its absence is said and not an error. It daemonizes, so that a Ctrl-C reaches us
 * and not it. Thread-safe.
 */
public final class EmbeddedRedis implements AutoCloseable {
    static final String SETTING = "embedded.redis-port";
    private static final Duration START = Duration.ofSeconds(30);
    private final ProcessHandle process;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedRedis(ProcessHandle process, int port) {
        this.process = process;
        this.port = port;
    }

    public static Optional<EmbeddedRedis> start(DataFolder folder, int port, Consumer<String> progress) {
        return start(folder, port, Optional.ofNullable(System.getenv("PATH")).orElse(""), progress);
    }

    static Optional<EmbeddedRedis> start(
            DataFolder folder, int port, String searchPath, Consumer<String> progress) {
        int chosen = LocalPort.choose(port, "Redis", SETTING);
        Path data = folder.path().resolve("redis");
        try {
            Files.createDirectories(data);
            Optional<Path> program = RedisPrograms.find(folder.path().resolve("programs"), searchPath);
            if (program.isEmpty()) {
                progress.accept("Redis: none found that runs here (redis-server, valkey-server, or the one that comes"
                        + " along); going on without, reads are slower. Give one with --redis URI.");
                return Optional.empty();
            }
            progress.accept("Redis: starting " + program.get() + " on " + LocalPort.HOST + ":" + chosen);
            return Optional.of(new EmbeddedRedis(run(program.get(), data, chosen), chosen));
        } catch (IOException e) {
            throw failure(data, e.toString());
        }
    }

    private static ProcessHandle run(Path program, Path data, int port) throws IOException {
        Path log = data.resolve("redis.log");
        Path pidFile = data.resolve("redis.pid");
        Folders.turnOver(log);
        int status = Tool.run(command(program, data, port), data, log, START);
        boolean serves = status == 0 && Patience.until(START, () -> RedisSocket.answersPing(port));
        Optional<ProcessHandle> process = serves ? handle(pidFile) : Optional.empty();
        return process.orElseThrow(() -> failure(data, Tool.lastLines(log, 3)));
    }

    private static List<String> command(Path program, Path data, int port) {
        return List.of(
                program.toString(),
                "--bind", LocalPort.HOST,
                "--port", Integer.toString(port),
                "--daemonize", "yes",
                "--pidfile", data.resolve("redis.pid").toString(),
                "--logfile", data.resolve("redis.log").toString(),
                "--dir", data.toString(),
                "--appendonly", "yes",
                "--appendfsync", "everysec",
                "--save", "");
    }

    private static Optional<ProcessHandle> handle(Path pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).trim()));
    }

    private static LocalFailure failure(Path data, String why) {
        return new LocalFailure("The embedded Redis did not start in " + data + " (" + why + "); see "
                + data.resolve("redis.log") + ", give one with --redis URI, or do without by --redis none.");
    }

    public String uri() {
        return "redis://" + LocalPort.HOST + ":" + port;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            new ServerProcess(process).stop("TERM");
        }
    }
}
