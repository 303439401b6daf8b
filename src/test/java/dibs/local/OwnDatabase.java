package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PostgreSQL of one test's own, so that it can be frozen and killed; it keeps its folder and port. */
public final class OwnDatabase implements AutoCloseable {
    private final DataFolder folder;
    private final int port;
    private EmbeddedDatabase server;

    public OwnDatabase(Path path) {
        this.folder = DataFolder.open(path);
        this.port = LocalPort.choose(0, "PostgreSQL", EmbeddedDatabase.SETTING);
        start();
    }

    public String url() {
        return server.url();
    }

    /** Also after a kill. */
    public void start() {
        server = EmbeddedDatabase.start(folder, port, step -> {});
    }

    /** SIGSTOP to all of it: connections stay open, and nobody answers. */
    public void freeze() throws IOException, InterruptedException {
        // The postmaster first: from then on there are no new ones.
        Signals.send("STOP", postmaster().pid());
        signalBackends("STOP");
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        signalBackends("CONT");
        Signals.send("CONT", postmaster().pid());
    }

    /** SIGKILL; the backends see that their postmaster is gone. */
    public void kill() throws IOException, InterruptedException {
        Signals.send("KILL", postmaster().pid());
    }

    private void signalBackends(String signal) throws IOException, InterruptedException {
        for (ProcessHandle backend : postmaster().children().toList()) {
            Signals.send(signal, backend.pid());
        }
    }

    private ProcessHandle postmaster() throws IOException {
        Path file = folder.path().resolve("postgres").resolve("postmaster.pid");
        long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }

    @Override
    public void close() {
        server.close();
        folder.close();
    }
}
