package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of Debian's packages, which wants TLS and a password of everybody. Used by one thread. */
final class DebianPostgres implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final int PORT = 5432;
    /** It refuses to run as root, and comes with a user of its own. */
    private static final String USER = "postgres";

    private static final Duration START = Duration.ofSeconds(60);

    private final Machine machine;
    private final Path folder;
    private final Path certificate;
    private final String password;
    private Process process;

    private DebianPostgres(Machine machine, Path folder, Path certificate, String password) {
        this.machine = machine;
        this.folder = folder;
        this.certificate = certificate;
        this.password = password;
    }

    /** Skips the test where it is not installed. */
    static void assumeInstalled() {
        Assumptions.assumeTrue(Files.isDirectory(VERSIONS), "Debian's package postgresql is not installed");
    }

    /** On a new folder, with a database {@code dibs} of a user {@code dibs} of that password. */
    static DebianPostgres start(Machine machine, Path folder, Path certificates, String password)
            throws IOException, InterruptedException {
        Path certificate = certificates.resolve("cert.pem");
        DebianPostgres postgres = new DebianPostgres(machine, Files.createDirectories(folder), certificate, password);
        Files.writeString(folder.resolve("password"), password);
        Files.copy(certificates.resolve("key.pem"), folder.resolve("key.pem"));
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
        postgres.own();
        postgres.run("initdb", "-D", postgres.data(), "-U", "postgres", "-A", "scram-sha-256", "--pwfile=password");
        Files.writeString(folder.resolve("data/pg_hba.conf"), "hostssl all all all scram-sha-256\n");
        postgres.start();
        try (Connection connection = DriverManager.getConnection(postgres.url("postgres", "postgres", "require"));
                Statement statement = connection.createStatement()) {
            statement.execute("create role dibs login password '" + password + "'");
            statement.execute("create database dibs owner dibs");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return postgres;
    }

    private void own() throws IOException {
        UserPrincipal user =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, user);
            }
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static String program(String name) throws IOException {
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            Path newest = versions.max(Comparator.comparing(
                            path -> Integer.valueOf(path.getFileName().toString())))
                    .orElseThrow();
            return newest.resolve("bin").resolve(name).toString();
        }
    }

    private Process launch(List<String> command) throws IOException {
        return machine.as(USER)
                .process(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        Stream<String> command = Stream.concat(Stream.of(program(program)), Stream.of(arguments));
        if (launch(command.toList()).waitFor() != 0) {
            throw new IllegalStateException(program + ": " + Tool.lastLines(log(), 5));
        }
    }

    /** Starts it, again if it was killed; returns when it takes connections. */
    void start() throws IOException {
        process = launch(List.of(
                program("postgres"),
                "-D",
                data(),
                "-c",
                "listen_addresses=" + machine.host(),
                "-c",
                "port=" + PORT,
                "-c",
                "unix_socket_directories=",
                "-c",
                "ssl=on",
                "-c",
                "ssl_cert_file=" + certificate,
                "-c",
                "ssl_key_file=" + folder.resolve("key.pem")));
        Patience.until(START, () -> isReady() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("postgres: " + Tool.lastLines(log(), 5));
        }
    }

    private boolean isReady() {
        try (Connection connection = DriverManager.getConnection(url("postgres", "postgres", "require"))) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private String url(String database, String user, String mode) {
        return "jdbc:postgresql://" + machine.host() + ":" + PORT + "/" + database + "?user=" + user + "&password="
                + password + "&connectTimeout=2&sslmode=" + mode;
    }

    /** As {@code --database} takes it, without the password. */
    String address() {
        return "postgresql://dibs@" + machine.host() + ":" + PORT + "/dibs?sslmode=verify-full&sslrootcert="
                + certificate;
    }

    /** A line of a file of passwords. */
    String passwordLine() {
        return machine.host() + ":" + PORT + ":dibs:dibs:" + password;
    }

    /** SIGKILL, to all of it. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
