package dibs.local;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.clients.jedis.Jedis;

/** A Redis of one test's own, so that it can be frozen, killed and filled; it keeps its folder and port. */
public final class OwnRedis implements AutoCloseable {
    private final DataFolder folder;
    private final int port;
    private EmbeddedRedis server;

    public OwnRedis(Path path) {
        this.folder = DataFolder.open(path);
        this.port = LocalPort.choose(0, "Redis", EmbeddedRedis.SETTING);
        start();
    }

    public int port() {
        return port;
    }

    public String uri() {
        return server.uri();
    }

    /** Also after a kill. */
    public void start() {
        server = EmbeddedRedis.start(folder, port, step -> {}).orElseThrow();
    }

    /** SIGSTOP: connections stay open, and nobody answers. */
    public void freeze() throws IOException, InterruptedException {
        Signals.send("STOP", pid());
    }

    /** SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        Signals.send("CONT", pid());
    }

    /** SIGKILL. */
    public void kill() throws IOException, InterruptedException {
        Signals.send("KILL", pid());
    }

    public void flush() {
        command("FLUSHALL");
    }

    /** From now on it takes no more than it has. */
    public void fill() {
        command("CONFIG", "SET", "maxmemory", "1mb");
    }

    public void makeRoom() {
        command("CONFIG", "SET", "maxmemory", "0");
    }

    /** A replica of nobody: it answers from what it has, and takes nothing. */
    public void makeReadOnly() throws IOException {
        command("REPLICAOF", LocalPort.HOST, Integer.toString(LocalPort.anyFree()));
    }

    public void makeWritable() {
        command("REPLICAOF", "NO", "ONE");
    }

    private void command(String name, String... arguments) {
        try (Jedis jedis = new Jedis(URI.create(uri()))) {
            jedis.sendCommand(() -> name.getBytes(StandardCharsets.UTF_8), arguments);
        }
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(folder.path().resolve("redis").resolve("redis.pid"))
                .strip());
    }

    @Override
    public void close() {
        server.close();
        folder.close();
    }
}
