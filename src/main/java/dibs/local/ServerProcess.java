package dibs.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a server process that is no child of ours: first politely, then by force, always within a bounded time.
 *
 * <p>The signal is sent by the shell's own {@code kill}, since Java knows only TERM and KILL, and PostgreSQL takes TERM
 * as "wait until the last client has gone".
 */
final class ServerProcess {
    private static final Duration POLITE = Duration.ofSeconds(20);
    private static final Duration FORCED = Duration.ofSeconds(10);

    private final ProcessHandle process;

    ServerProcess(ProcessHandle process) {
        this.process = process;
    }

    void stop(String signal) {
        List<ProcessHandle> family = family();
        send(signal);
        if (!Patience.until(POLITE, () -> !Life.of(process))) {
            process.destroyForcibly();
        }
        // Children that outlive their postmaster keep its shared memory, which would block the next start.
        if (!Patience.until(FORCED, () -> allGone(family))) {
            family.forEach(ProcessHandle::destroyForcibly);
            Patience.until(FORCED, () -> allGone(family));
        }
    }

    /** SIGKILL, the parent first: it must not notice that a child is gone. */
    void kill() {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroyForcibly);
        Patience.until(FORCED, () -> allGone(family));
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>(List.of(process));
        family.addAll(process.children().toList());
        return family;
    }

    private static boolean allGone(List<ProcessHandle> family) {
        return family.stream().noneMatch(Life::of);
    }

    private void send(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "kill", signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noShell) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
