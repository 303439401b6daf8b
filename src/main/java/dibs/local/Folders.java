package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Folders that are either whole or absent: made beside their place under another name, then renamed.
 *
 * <p>A kill in the middle leaves only the other name, which the next start drops.
 */
final class Folders {
    static final String UNFINISHED = ".unfinished";

    private Folders() {}

    static Path unfinished(Path folder) {
        return folder.resolveSibling(folder.getFileName() + UNFINISHED);
    }

    static void finish(Path folder) throws IOException {
        Files.move(unfinished(folder), folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Keeps what the run before wrote beside a fresh log, so that logs do not grow for ever. */
    static void turnOver(Path log) throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static void drop(Path folder) {
        try {
            Files.walkFileTree(folder, new Dropper());
        } catch (NoSuchFileException alreadyGone) {
            // What we want.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Dropper extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
