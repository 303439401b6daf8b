package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * The folder that holds everything of one local run, held by one process at a time.
 *
 * <p>Opening it also makes good what a killed run left, so that a start never needs a person to tidy up first.
 * Thread-safe.
 */
public final class DataFolder implements AutoCloseable {
    private static final Pattern FORBIDDEN = Pattern.compile("[,\"$`\\\\\\p{Cntrl}]");
    static final String RUN_FILE = "run.json";

    private final Path path;
    private final FolderLock lock;
    private final List<String> cleared;
    private final AtomicBoolean closed = new AtomicBoolean();

    private DataFolder(Path path, FolderLock lock, List<String> cleared) {
        this.path = path;
        this.lock = lock;
        this.cleared = cleared;
    }

    /** Creates the folder if need be, takes it for this process and clears what a killed run left. */
    public static DataFolder open(Path folder) {
        return tryOpen(folder).orElseThrow(() -> inUse(folder.toAbsolutePath().normalize()));
    }

    /** As above, or nothing if somebody else has it. */
    static Optional<DataFolder> tryOpen(Path folder) {
        Path path = create(folder);
        return FolderLock.take(lockFile(path)).map(lock -> tidied(path, lock));
    }

    private static DataFolder tidied(Path path, FolderLock lock) {
        try {
            List<String> cleared = new Leftovers(path).clear();
            Files.deleteIfExists(path.resolve(RUN_FILE));
            return new DataFolder(path, lock, cleared);
        } catch (IOException | UncheckedIOException e) {
            lock.close();
            throw new LocalFailure(
                    "The folder " + path + " cannot be tidied up (" + e.getMessage()
                            + "); make it writable or choose another with --data DIR.",
                    e);
        }
    }

    /** Kafka splits its folder at commas, and PostgreSQL's starter hands its own to a shell between quotes. */
    private static Path create(Path folder) {
        if (FORBIDDEN.matcher(folder.toAbsolutePath().toString()).find()) {
            throw new LocalFailure("The folder " + folder.toAbsolutePath()
                    + " has one of , \" $ ` \\ in its path, which the servers cannot take; choose another with"
                    + " --data DIR.");
        }
        try {
            return Files.createDirectories(folder.toAbsolutePath()).toRealPath();
        } catch (IOException e) {
            throw new LocalFailure(
                    "The folder " + folder.toAbsolutePath() + " cannot be made (" + e
                            + "); choose another with --data DIR.",
                    e);
        }
    }

    private static LocalFailure inUse(Path path) {
        String holder = FolderLock.holder(lockFile(path))
                .map(process -> " (process " + process.pid() + ")")
                .orElse("");
        return new LocalFailure("The folder " + path + " is in use by a running Dibs" + holder
                + "; stop it with ./dibs stop --data '" + path + "' or choose another folder with --data DIR.");
    }

    static Path lockFile(Path path) {
        return path.resolve("lock");
    }

    public Path path() {
        return path;
    }

    /** What opening had to put right, one line each; empty after a clean stop. */
    public List<String> cleared() {
        return cleared;
    }

    /** Where the addresses of the running server are written. */
    public Path runFile() {
        return path.resolve(RUN_FILE);
    }

    public void writeRunFile(RunFile content) {
        content.write(runFile());
    }

    public void deleteRunFile() {
        try {
            Files.deleteIfExists(runFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Gives the folder back. Servers in it should have been closed before; one that a start cut short by a signal left
     * is ended here, since nobody else knows of it.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                new Leftovers(path).stopServers();
                deleteRunFile();
            } finally {
                lock.close();
            }
        }
    }
}
