package dibs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a report is written to; looked at before the work, so that an hour's report is not lost to a mistyped folder. */
final class ReportFile {
    private ReportFile() {}

    /** Throws if it cannot be written; what is there stays until the report is. */
    static void requireWritable(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IOException("it may not be written");
        }
    }
}
