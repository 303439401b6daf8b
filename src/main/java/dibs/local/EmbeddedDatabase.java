package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A real PostgreSQL on loopback with the database {@code dibs}, whose data outlives restarts and power cuts.
 *
 * <p>Anybody on this machine may connect as {@code postgres} without a password: it is for one person's desk.
 * Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    static final String SETTING = "embedded.database-port";
    private static final String USER_AND_HOST = "postgres@" + LocalPort.HOST;

    private final Postgres server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedDatabase(Postgres server, int port) {
        this.server = server;
        this.port = port;
    }

    public static EmbeddedDatabase start(DataFolder folder, int port, Consumer<String> progress) {
        return start(folder, port, Tuning.NONE, progress);
    }

    public static EmbeddedDatabase start(DataFolder folder, int port, Tuning tuning, Consumer<String> progress) {
        int chosen = LocalPort.choose(port, "PostgreSQL", SETTING);
        Path data = folder.path().resolve("postgres");
        try {
            Postgres server = new Postgres(folder, tuning);
            if (!Files.exists(data)) {
                progress.accept("PostgreSQL: making a new database folder");
                server.makeData();
            }
            progress.accept("PostgreSQL: starting on " + LocalPort.HOST + ":" + chosen);
            server.start(chosen);
            EmbeddedDatabase database = new EmbeddedDatabase(server, chosen);
            database.createIfMissing(data);
            return database;
        } catch (IOException e) {
            throw new LocalFailure(
                    "The embedded PostgreSQL could not use " + data + " (" + e
                            + "); make the folder writable or choose another with --data DIR.",
                    e);
        }
    }

    private void createIfMissing(Path data) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("create database dibs");
            }
        } catch (SQLException e) {
            close();
            throw new LocalFailure(
                    "The embedded PostgreSQL in " + data + " started but does not answer (" + e.getMessage()
                            + "); if this stays so, start on another folder with --data DIR.",
                    e);
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("select from pg_database where datname = 'dibs'")) {
            return found.next();
        }
    }

    /** As psql takes it. */
    public String url() {
        return "postgresql://" + USER_AND_HOST + ":" + port + "/dibs";
    }

    public String jdbcUrl() {
        return jdbcUrl("dibs");
    }

    /** Another database of the same server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + LocalPort.HOST + ":" + port + "/" + database + "?user=postgres";
    }

    /** SIGKILL to all of it; it is gone when this returns. */
    public void kill() throws IOException {
        server.kill();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop();
        }
    }
}
