package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clears away what a killed run left in a data folder: its PostgreSQL and Redis, and folders made half.
 *
 * <p>Both servers live in sessions of their own (a Ctrl-C must not reach them before our ordered close), so they outlive
 * a kill. A process is ended only if it is surely ours; only the holder of the folder's lock may call this. Kafka needs
 * nothing: its broker dies with us and recovers its logs by itself.
 */
final class Leftovers {
    private static final Duration PID_FILE_DELAY = Duration.ofSeconds(10);

    private final Path folder;

    Leftovers(Path folder) {
        this.folder = folder;
    }

    /** What was done, one line each. */
    List<String> clear() {
        List<String> done = stopServers();
        dropUnfinished(done);
        return done;
    }

    List<String> stopServers() {
        List<String> done = new ArrayList<>();
        Path postgres = folder.resolve("postgres");
        postmaster(postgres).ifPresent(process -> {
            new ServerProcess(process).stop("INT");
            done.add("stopped the PostgreSQL that was left running (process " + process.pid() + ")");
        });
        removeIfDead(postgres.resolve("postmaster.pid"));
        Path redisPid = folder.resolve("redis").resolve("redis.pid");
        redis(redisPid).ifPresent(process -> {
            new ServerProcess(process).stop("TERM");
            done.add("stopped the Redis that was left running (process " + process.pid() + ")");
        });
        removeIfDead(redisPid);
        return done;
    }

    /** The postmaster's command line names its data folder, so a stranger with its id is told apart. */
    private static Optional<ProcessHandle> postmaster(Path data) {
        return living(data.resolve("postmaster.pid"))
                .filter(process -> mentions(process, "postgres") && mentions(process, data.toString()));
    }

    /** Redis replaces its command line; its pid file is as old as the process, a stranger's would be younger. */
    private static Optional<ProcessHandle> redis(Path pidFile) {
        return living(pidFile)
                .filter(process -> mentions(process, "redis") || mentions(process, "valkey"))
                .filter(process -> startedWhen(process, pidFile));
    }

    /** The process a pid file names, whoever that is by now. */
    static Optional<ProcessHandle> living(Path pidFile) {
        return pid(pidFile).flatMap(ProcessHandle::of).filter(Life::of);
    }

    private static Optional<Long> pid(Path pidFile) {
        try {
            return Files.readString(pidFile)
                    .lines()
                    .findFirst()
                    .map(String::trim)
                    .map(Long::valueOf);
        } catch (IOException | NumberFormatException absentOrHalf) {
            return Optional.empty();
        }
    }

    private static boolean mentions(ProcessHandle process, String word) {
        ProcessHandle.Info info = process.info();
        return info.commandLine().or(info::command).orElse("").contains(word);
    }

    private static boolean startedWhen(ProcessHandle process, Path pidFile) {
        try {
            FileTime written = Files.getLastModifiedTime(pidFile);
            Instant started = process.info().startInstant().orElse(Instant.EPOCH);
            return Duration.between(started, written.toInstant()).abs().compareTo(PID_FILE_DELAY) < 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** A pid file of a process that cannot be looked into stays: the server's own check is the better judge then. */
    private static void removeIfDead(Path pidFile) {
        boolean unclear = living(pidFile)
                .filter(process -> process.info().commandLine().isEmpty())
                .isPresent();
        if (unclear) {
            return;
        }
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void dropUnfinished(List<String> done) {
        for (String name : List.of("kafka", "postgres", "redis")) {
            Path unfinished = Folders.unfinished(folder.resolve(name));
            if (Files.exists(unfinished)) {
                Folders.drop(unfinished);
                done.add("dropped the half-made folder " + unfinished.getFileName());
            }
        }
    }
}
