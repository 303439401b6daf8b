package dibs.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short command to its end, with its output going to a log file, since a pipe would outlive us in daemons. */
final class Tool {
    private Tool() {}

    /** The exit status; 127 if it cannot be started, 124 if it took too long and was ended. */
    static int run(List<String> command, Path folder, Path log, Duration most) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            return 124;
        } catch (IOException notThere) {
            return 127;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 124;
        }
    }

    static boolean works(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a log says last, on one line. */
    static String lastLines(Path log, int most) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.isBlank())
                    .map(String::trim)
                    .toList();
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - most), lines.size()));
        } catch (IOException e) {
            return "no output";
        }
    }
}
