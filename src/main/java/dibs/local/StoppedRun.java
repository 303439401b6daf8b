package dibs.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends whatever runs on a data folder: a live Dibs by asking it to, a half-dead one by clearing up behind it.
 *
 * <p>The folder's lock decides which it is. It cannot be stale, so only the process that holds it is ever signalled.
 */
public final class StoppedRun {
    private static final Duration ORDERLY = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);

    private StoppedRun() {}

    /** What was done, as text for the person who asked. */
    public static String stop(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw new LocalFailure(
                    "There is no folder " + path + "; name the one the server was started with, by --data DIR.");
        }
        List<String> done = new ArrayList<>();
        if (Files.exists(DataFolder.lockFile(path))) {
            Optional<DataFolder> free = DataFolder.tryOpen(path);
            if (free.isEmpty()) {
                done.add(end(path));
            }
            try (DataFolder opened = free.orElseGet(() -> openSoon(path))) {
                done.addAll(opened.cleared());
            }
        }
        return done.isEmpty() ? "Nothing runs on " + path + "." : "On " + path + ": " + String.join("; ", done) + ".";
    }

    private static String end(Path path) {
        ProcessHandle holder = holder(path);
        if (holder.pid() == ProcessHandle.current().pid()) {
            throw new LocalFailure("The folder " + path + " is in use by this process itself.");
        }
        if (!holder.destroy()) {
            throw new LocalFailure("Process " + holder.pid() + " runs on " + path
                    + " and may not be stopped by you; stop it as the user who started it.");
        }
        if (Patience.until(ORDERLY, () -> !Life.of(holder))) {
            return "stopped the running Dibs (process " + holder.pid() + ")";
        }
        holder.destroyForcibly();
        Patience.until(SOON, () -> !Life.of(holder));
        return "killed the running Dibs (process " + holder.pid() + "), which did not end within " + ORDERLY.toSeconds()
                + " s";
    }

    /** The holder writes its name just after it got the lock. */
    private static ProcessHandle holder(Path path) {
        Path lock = DataFolder.lockFile(path);
        Patience.until(SOON, () -> FolderLock.holder(lock).isPresent());
        return FolderLock.holder(lock)
                .orElseThrow(() -> new LocalFailure(
                        "The folder " + path + " is in use by a process that did not leave its name; try again."));
    }

    /** The system drops a lock a moment after its holder is gone. */
    private static DataFolder openSoon(Path path) {
        AtomicReference<DataFolder> opened = new AtomicReference<>();
        Patience.until(SOON, () -> {
            DataFolder.tryOpen(path).ifPresent(opened::set);
            return opened.get() != null;
        });
        return Optional.ofNullable(opened.get()).orElseGet(() -> DataFolder.open(path));
    }
}
