package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * One real Kafka, PostgreSQL and Redis for all tests of a JVM, started when first asked for.
 *
 * <p>Tests share the servers but not what is in them: topics and keys need names of their own, databases are fresh.
 * Thread-safe.
 */
public final class TestServers {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static LocalServers started;

    private TestServers() {}

    /** {@code 127.0.0.1:PORT}. */
    public static String kafka() {
        return servers().kafka().orElseThrow().address();
    }

    /** {@code redis://127.0.0.1:PORT}. */
    public static String redis() {
        return servers().redis().orElseThrow().uri();
    }

    /** The JDBC URL of a new empty database. */
    public static String newDatabase() {
        EmbeddedDatabase server = servers().database().orElseThrow();
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
            return server.jdbcUrl(name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a server that a test starts itself. */
    public static int freePort() throws IOException {
        return LocalPort.anyFree();
    }

    /** Not by a class initializer: what that throws loses its message on the way. */
    private static synchronized LocalServers servers() {
        if (started == null) {
            DataFolder folder = DataFolder.open(temporary());
            LocalServers servers =
                    LocalServers.start(folder, Wanted.all(0, 0, 0), LoggerFactory.getLogger(TestServers.class)::debug);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(servers, folder), "test-servers-close"));
            dispenseWithSyncs(servers.database().orElseThrow());
            started = servers;
        }
        return started;
    }

    /** It is never killed; what is has servers of its own. */
    private static void dispenseWithSyncs(EmbeddedDatabase database) {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set fsync = off");
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The broker ends with this JVM: to write all it has to a disk, only to be dropped, takes longer than some tests. */
    private static void close(LocalServers servers, DataFolder folder) {
        try {
            servers.redis().ifPresent(EmbeddedRedis::close);
        } finally {
            servers.database().ifPresent(EmbeddedDatabase::close);
        }
        folder.close();
        try {
            // Thousands of files, which nobody waits for.
            new ProcessBuilder("rm", "-rf", folder.path().toString()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("dibs-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
