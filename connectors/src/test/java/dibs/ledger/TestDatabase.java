package dibs.ledger;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real PostgreSQL in a folder of its own, on a free port it keeps over restarts, as durable as in production. */
final class TestDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private EmbeddedPostgres server;

    TestDatabase(Path folder) throws IOException {
        this.folder = folder;
        this.port = freePort();
        start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("track_commit_timestamp", "on")
                .setPGStartupWait(PATIENCE)
                .start();
    }

    /** Returns when it is gone; on a busy disk that is later than the library waits for its last checkpoint. */
    void stop() throws IOException {
        server.close();
        await().atMost(PATIENCE).until(() -> !Files.exists(folder.resolve("postmaster.pid")));
    }

    int port() {
        return port;
    }

    /** Where the data lies; to be touched only while it is stopped. */
    Path folder() {
        return folder;
    }

    /** A fresh database of this server. */
    DatabaseUrl create(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return url(name, "postgres");
    }

    DatabaseUrl url(String name, String user) {
        return DatabaseUrl.parse("postgresql://" + user + "@127.0.0.1:" + port + "/" + name);
    }

    /** Makes a role that is let in by password only; everybody else needs none. */
    void requirePassword(String role, String password) throws IOException, SQLException {
        execute("postgres", "create role " + role + " login password '" + password + "'");
        Path rules = folder.resolve("pg_hba.conf");
        Files.writeString(rules, "host all " + role + " all scram-sha-256\n" + Files.readString(rules));
        execute("postgres", "select pg_reload_conf()");
    }

    Connection connect(String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of every row. */
    List<String> query(String database, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    long count(String database, String sql) throws SQLException {
        return Long.parseLong(query(database, sql).get(0));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
