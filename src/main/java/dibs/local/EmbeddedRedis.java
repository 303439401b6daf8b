package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
    private static final Duration DAEMON = Duration.ofSeconds(20);
    private static final Duration PORT = Duration.ofSeconds(2);

    private final ProcessHandle process;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedRedis(ProcessHandle process, int port) {
        this.process = process;
        this.port = port;
    }

    public static Optional<EmbeddedRedis> start(DataFolder folder, int port, Consumer<String> progress) {
        return start(folder, port, Tuning.NONE, progress);
    }

    public static Optional<EmbeddedRedis> start(DataFolder folder, int port, Tuning tuning, Consumer<String> progress) {
        return start(folder, port, Optional.ofNullable(System.getenv("PATH")).orElse(""), tuning, progress);
    }

    static Optional<EmbeddedRedis> start(
            DataFolder folder, int port, String searchPath, Tuning tuning, Consumer<String> progress) {
        int chosen = LocalPort.choose(port, "Redis", SETTING);
        Path data = folder.path().resolve("redis");
        try {
            Optional<Path> program = RedisPrograms.find(folder.path().resolve("programs"), searchPath);
            if (program.isEmpty()) {
                progress.accept("Redis: none found that runs here (redis-server, valkey-server, or the one that comes"
                        + " along); going on without, reads are slower. Give one with --redis URI.");
                return Optional.empty();
            }
            progress.accept("Redis: starting " + program.get() + " on " + LocalPort.HOST + ":" + chosen);
            List<String> command = command(program.get(), data, chosen, tuning);
            return Optional.of(new EmbeddedRedis(run(command, data, chosen, progress), chosen));
        } catch (IOException e) {
            throw failure(data, e.toString());
        }
    }

    /** Old data that this Redis cannot read (another version wrote it, say) is dropped: it only copies what others hold. */
    private static ProcessHandle run(List<String> command, Path data, int port, Consumer<String> progress)
            throws IOException {
        boolean fresh = !Files.exists(data);
        Optional<ProcessHandle> process = runOnce(command, data, port);
        if (process.isEmpty() && !fresh) {
            progress.accept(
                    "Redis: did not start (" + Tool.lastLines(log(data), 2) + "); trying again with an empty one");
            Folders.drop(data);
            process = runOnce(command, data, port);
        }
        return process.orElseThrow(() -> failure(data, Tool.lastLines(log(data), 3)));
    }

    /** The process, once it serves; nothing if it ended or took too long. */
    private static Optional<ProcessHandle> runOnce(List<String> command, Path data, int port) throws IOException {
        Files.createDirectories(data);
        Path pidFile = data.resolve("redis.pid");
        Folders.turnOver(log(data));
        Files.deleteIfExists(pidFile);
        if (Tool.run(command, data, log(data), START) != 0) {
            return Optional.empty();
        }
        Patience.until(DAEMON, () -> Leftovers.living(pidFile).isPresent() || writtenByTheDead(pidFile));
        Optional<ProcessHandle> process = Leftovers.living(pidFile);
        Patience.until(
                START,
                () -> RedisSocket.answersPing(port) || process.filter(Life::of).isEmpty());
        if (process.filter(Life::of).isPresent() && !RedisSocket.answersPing(port)) {
            new ServerProcess(process.get()).stop("TERM");
        }
        return process.filter(Life::of);
    }

    private static boolean writtenByTheDead(Path pidFile) {
        return pidFile.toFile().length() > 0 && Leftovers.living(pidFile).isEmpty();
    }

    private static Path log(Path data) {
        return data.resolve("redis.log");
    }

    private static List<String> command(Path program, Path data, int port, Tuning tuning) {
        List<String> command = new ArrayList<>(tuning.before());
        Collections.addAll(
                command,
                program.toString(),
                "--bind",
                LocalPort.HOST,
                "--port",
                Integer.toString(port),
                "--daemonize",
                "yes",
                "--pidfile",
                data.resolve("redis.pid").toString(),
                "--logfile",
                log(data).toString(),
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--save",
                "");
        // What comes later holds.
        tuning.settings().forEach((setting, value) -> Collections.addAll(command, "--" + setting, value));
        return command;
    }

    private static LocalFailure failure(Path data, String why) {
        return new LocalFailure("The embedded Redis did not start in " + data + " (" + why + "); see " + log(data)
                + ", give one with --redis URI, or do without by --redis none.");
    }

    public String uri() {
        return "redis://" + LocalPort.HOST + ":" + port;
    }

    /** SIGKILL; it is gone when this returns, and its port is free: its last thread to end may hold that for a moment. */
    public void kill() {
        new ServerProcess(process).kill();
        Patience.until(PORT, () -> LocalPort.isFree(port));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            new ServerProcess(process).stop("TERM");
        }
    }
}
