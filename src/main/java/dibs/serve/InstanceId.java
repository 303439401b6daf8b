package dibs.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name under which this data folder's process is a static member of its consumer groups: a process that comes back
 * after a kill takes its old place at once, where a new member would wait until the old one's session has run out.
 */
final class InstanceId {
    private InstanceId() {}

    /** The id kept in {@code folder}; made at the first call. */
    static String of(Path folder) {
        Path file = folder.resolve("instance-id");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file) || Files.size(file) == 0) {
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the instance id in " + file, e);
        }
    }
}
