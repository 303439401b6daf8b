package dibs.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What DIR/run.json says: the addresses of the server that runs on the folder, as its ready line prints them.
 *
 * <p>Commands started without addresses read it. A part that does not run is {@code "-"}.
 */
public record RunFile(long pid, String http, String kafka, String database, String redis) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What runs on a data folder, as far as its file says. */
    public static Optional<RunFile> ofFolder(Path data) {
        return read(data.resolve(DataFolder.RUN_FILE));
    }

    /** What the file says, if there is one that can be read. */
    public static Optional<RunFile> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readString(file), RunFile.class));
        } catch (IOException absentOrHalf) {
            return Optional.empty();
        }
    }

    /** Writes it in one step, so that no reader sees half of it. */
    void write(Path file) {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(half, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
