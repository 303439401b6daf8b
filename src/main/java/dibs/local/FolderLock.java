package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exclusive hold of one process on one data folder: an operating system lock on a file that names the holder.
 *
 * <p>The system drops the lock when its holder dies in whatever way, so there is no stale lock to guess about.
 * Closing <em>any</em> channel on the file drops it too (POSIX); therefore this process never opens the file a second
 * time while it holds it. Thread-safe.
 */
final class FolderLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock, or nothing if somebody else holds it, in this process or another. */
    static Optional<FolderLock> take(Path file) {
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        Optional<FolderLock> taken = Optional.empty();
        try {
            taken = takeFromOthers(file);
            return taken;
        } catch (IOException e) {
            throw new LocalFailure(
                    "The folder " + file.getParent() + " cannot be locked (" + e.getMessage()
                            + "); choose a folder on a local disk that you may write to, with --data DIR.",
                    e);
        } finally {
            if (taken.isEmpty()) {
                HELD_HERE.remove(file);
            }
        }
    }

    private static Optional<FolderLock> takeFromOthers(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(ProcessMark.own().line().getBytes(StandardCharsets.UTF_8)));
        return Optional.of(new FolderLock(file, channel));
    }

    static boolean heldByThisProcess(Path file) {
        return HELD_HERE.contains(file);
    }

    /** Who wrote its name into the lock last, if that process still lives. */
    static Optional<ProcessHandle> holder(Path file) {
        if (heldByThisProcess(file)) {
            return Optional.of(ProcessHandle.current());
        }
        try {
            return ProcessMark.parse(Files.readString(file)).flatMap(ProcessMark::process);
        } catch (IOException nobody) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
