package dibs.compare.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.local.DataFolder;
import dibs.local.EmbeddedDatabase;
import dibs.local.Tuning;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL on a folder of its own, with memory and log space as a server for this would have, so that no checkpoint
 * falls into a round by chance. Used by one thread at a time.
 */
final class PostgresServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    /** A user waits so long for a connection while the server starts again. */
    private static final int CONNECTION_MILLIS = 30_000;

    private final DataFolder folder;
    private final Tuning tuning;
    private EmbeddedDatabase server;

    private PostgresServer(DataFolder folder, Tuning tuning) {
        this.folder = folder;
        this.tuning = tuning;
    }

    static PostgresServer start(Path path, Durability durability, Cpus cpus) {
        Map<String, String> settings = Map.of(
                "fsync", durability == Durability.D ? "on" : "off",
                "track_commit_timestamp", "off",
                "max_connections", "200",
                "shared_buffers", "512MB",
                "max_wal_size", "8GB",
                "checkpoint_timeout", "30min");
        PostgresServer postgres = new PostgresServer(DataFolder.open(path), new Tuning(cpus.prefix(), settings));
        try {
            postgres.run(0);
            return postgres;
        } catch (RuntimeException e) {
            postgres.folder.close();
            throw e;
        }
    }

    private void run(int port) {
        server = EmbeddedDatabase.start(folder, port, tuning, LOG::debug);
    }

    HikariDataSource connect(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(CONNECTION_MILLIS);
        return new HikariDataSource(config);
    }

    /** SIGKILL to all its processes, and a start on the same data; returns when it serves again. */
    void killAndRestart() throws IOException {
        int port = URI.create(server.url()).getPort();
        server.kill();
        run(port);
    }

    @Override
    public void close() {
        server.close();
        folder.close();
    }
}
