package dibs.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a process still does anything.
 *
 * <p>In a container whose first process buries nobody, a process that ended stays listed for ever, and Java calls it
 * alive; waiting for its end would never end.
 */
final class Life {
    private Life() {}

    static boolean of(ProcessHandle process) {
        return process.isAlive() && !isListedOnly(process.pid());
    }

    private static boolean isListedOnly(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // The name before it is in brackets and may hold anything.
            return status.startsWith("Z", status.lastIndexOf(')') + 2);
        } catch (IOException notLinux) {
            return false;
        }
    }
}
