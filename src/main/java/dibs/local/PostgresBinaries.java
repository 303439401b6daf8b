package dibs.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the PostgreSQL programs that come as a library, once per version and place.
 *
 * <p>We unpack and start them ourselves: the library's own starter ignores the exit status, reads the whole archive at
 * every start, and keeps the programs in a temporary folder that may be read-only or swept.
 */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** The folder with {@code bin/postgres}, below {@code place}. */
    static Path unpack(Path place) throws IOException {
        URL archive = archive();
        Path home = place.resolve("postgresql-" + size(archive));
        if (!Files.exists(home)) {
            Files.createDirectories(place);
            Path half = Files.createTempDirectory(place, "unpacking");
            extract(archive, half);
            settle(half, home);
        }
        return home;
    }

    /** The version is not in the archive; its size tells versions apart well enough and costs nothing to learn. */
    private static long size(URL archive) throws IOException {
        return archive.openConnection().getContentLengthLong();
    }

    private static URL archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String name = "/postgres-" + system + "-" + machine + ".txz";
        URL archive = PostgresBinaries.class.getResource(name);
        if (archive == null) {
            throw new LocalFailure("There is no embedded PostgreSQL for this machine (" + system + " " + machine
                    + "); give one with --database postgresql://USER@HOST:PORT/NAME.");
        }
        return archive;
    }

    private static void extract(URL archive, Path into) throws IOException {
        try (InputStream packed = new BufferedInputStream(archive.openStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                extract(entry, tar, into.resolve(entry.getName()).normalize());
            }
        }
        Files.setPosixFilePermissions(into, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void extract(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, target);
            boolean program = target.getParent().endsWith("bin");
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** Whoever unpacks at the same time does no harm: the first rename wins, both are the same. */
    private static void settle(Path half, Path home) throws IOException {
        try {
            Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
            Folders.drop(half);
        } catch (IOException e) {
            Folders.drop(half);
            if (!Files.exists(home)) {
                throw e;
            }
        }
    }
}
