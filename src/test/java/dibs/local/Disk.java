package dibs.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk that can lose its power: what was written to it and not synced is gone then. A file with an ext4 on it, which has
 * a way to end without writing anything more ({@code EXT4_IOC_SHUTDOWN} of Linux, {@code EXT4_GOING_FLAGS_NOLOGFLUSH}).
 * Linux, as root, with Debian's {@code e2fsprogs}. Used by one thread.
 */
final class Disk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** It takes up what is written to it, no more. */
    private static final long BYTES = 8L << 30;

    private static final String END_WITHOUT_WRITING = "open(my $disk, '<', $ARGV[0]) or die $!; "
            + "my $no_flush = pack('L', 2); ioctl($disk, 0x8004587d, $no_flush) or die $!";

    private final Path image;
    private final Path folder;
    private final Path log;

    private Disk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
        this.log = image.resolveSibling(image.getFileName() + ".log");
    }

    /** Skips the test where there can be none. */
    static void assumePossible() {
        Assumptions.assumeTrue(Tool.works("mkfs.ext4", "-V"), "Debian's package e2fsprogs is not installed");
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/loop-control")), "there are no loop devices");
    }

    /** An empty one, to be found at that folder. */
    static Disk at(Path folder) throws IOException {
        Path image = folder.resolveSibling(folder.getFileName() + ".disk");
        Disk disk = new Disk(image, Files.createDirectories(folder));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        disk.run("mkfs.ext4", "-q", "-F", image.toString());
        disk.mount();
        Files.delete(folder.resolve("lost+found"));
        return disk;
    }

    private void mount() {
        run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    /** Nobody may use it meanwhile. */
    void losePower() {
        run("perl", "-e", END_WITHOUT_WRITING, folder.toString());
        unmount();
        mount();
    }

    /** Those who were killed may need a moment to be gone. */
    private void unmount() {
        List<String> command = List.of("umount", folder.toString());
        if (!Patience.until(PATIENCE, () -> Tool.run(command, image.getParent(), log, PATIENCE) == 0)) {
            throw failed("umount");
        }
    }

    private void run(String... command) {
        if (Tool.run(List.of(command), image.getParent(), log, PATIENCE) != 0) {
            throw failed(command[0]);
        }
    }

    private UncheckedIOException failed(String program) {
        return new UncheckedIOException(new IOException(program + ": " + Tool.lastLines(log, 3)));
    }

    @Override
    public void close() {
        unmount();
    }
}
