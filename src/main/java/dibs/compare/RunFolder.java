package dibs.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new folder for the data of one run, deleted with all that is in it. */
final class RunFolder implements AutoCloseable {
    private final Path path;

    RunFolder(Path parent) {
        try {
            Files.createDirectories(parent);
            this.path = Files.createTempDirectory(parent, "run").toRealPath();
        } catch (IOException e) {
            throw new CompareFailure("no folder can be made in " + parent + ": " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(path)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
