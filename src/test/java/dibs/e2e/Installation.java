package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dibs.audit.AuditSources;
import dibs.auth.Issuer;
import dibs.ledger.DatabaseUrl;
import dibs.local.Machine;
import dibs.local.SecuredCluster;
import dibs.stream.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Dibs as docs/install.md has it: from its archive without the embedded servers, on a runtime without a compiler, by a
 * user who has nothing else, each instance on a machine of its own, on servers with TLS, passwords and the documented
 * rights. Used by one thread.
 */
final class Installation implements AutoCloseable {
    /** Of no account, so that nothing of one can help. */
    private static final int USER = 10_001;

    private static final int PORT = 8080;
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
    private static final String MODULES = "java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.net,jdk.zipfs";

    private final Path dir;
    private final SecuredCluster servers;
    private final String token;
    private final Map<Path, Machine> machines = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private Installed archive;

    private Installation(Path dir, SecuredCluster servers) throws Exception {
        this.dir = dir;
        this.servers = servers;
        this.token = Issuer.signWithSecret(
                JWSAlgorithm.HS256,
                SECRET,
                Issuer.claims("everybody", "dibs:operate", "dibs:claim")
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(12)))));
    }

    /** Starts the servers and makes what is needed to start instances of the archive that was just built. */
    static Installation on(Path dir) throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        SecuredCluster servers = SecuredCluster.start(dir.resolve("servers"));
        try (Admin admin = Admin.create(new HashMap<>(servers.superUser()))) {
            admin.createAcls(DocumentedRights.of("dibs")).all().get();
        }
        Installation installation = new Installation(dir, servers);
        installation.makeRuntime();
        servers.clientFile(dir.resolve("client.properties"));
        installation.secret("pgpass", servers.databasePasswordLine());
        Files.writeString(
                installation.settings(),
                String.join(
                        "\n",
                        "kafka.client-config = \"" + dir.resolve("client.properties") + "\"",
                        "auth.mode = jwt",
                        "auth.issuer = \"" + Issuer.NAME + "\"",
                        "auth.audience = \"" + Issuer.AUDIENCE + "\"",
                        "ledger.rows-per-second = 5000"));
        installation.use(Path.of(System.getProperty("dibs.archive")));
        return installation;
    }

    private void makeRuntime() throws IOException, InterruptedException {
        String jlink = Path.of(System.getProperty("java.home"), "bin", "jlink").toString();
        Process process = new ProcessBuilder(
                        jlink,
                        "--add-modules",
                        MODULES,
                        "--output",
                        dir.resolve("jre").toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    /** Only Dibs may read it. */
    private void secret(String name, String line) throws IOException {
        Path file = Files.writeString(dir.resolve(name), line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(file, "unix:uid", USER);
    }

    /** Instances that start from now on are of this archive. */
    void use(Path archive) throws IOException, InterruptedException {
        Path home = dir.resolve("archive-" + archive.toAbsolutePath().toString().hashCode());
        this.archive = Installed.in(home, archive, "--no-same-owner", "--exclude", "*/lib/embedded");
    }

    SecuredCluster servers() {
        return servers;
    }

    /** The name that a machine has in the network. */
    String machine(ServeProcess instance) {
        return names.get(URI.create(instance.http()).getHost());
    }

    /** Starts an instance, on the machine that its folder has been on. */
    ServeProcess serve(Path folder) {
        try {
            Machine machine = machines.get(folder);
            if (machine == null) {
                String name = "d" + (machines.size() + 1);
                machine = servers.network().add(name);
                machines.put(folder, machine);
                names.put(machine.host(), name);
                Files.setAttribute(Files.createDirectories(folder), "unix:uid", USER);
            }
            Path log = folder.resolveSibling(folder.getFileName() + ".log");
            return ServeProcess.start(command(machine, serving(machine, folder)), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all instances. */
    private Path settings() {
        return dir.resolve("dibs.conf");
    }

    private List<String> serving(Machine machine, Path folder) {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--data",
                folder.toString(),
                "--host",
                machine.host(),
                "--port",
                Integer.toString(PORT),
                "--kafka",
                servers.kafka().address(),
                "--database",
                servers.database(),
                "--redis",
                servers.redis()));
        arguments.addAll(List.of("--config", settings().toString()));
        arguments.addAll(List.of("--set", "front.internal-host=" + machine.host()));
        return arguments;
    }

    /** Of the user, with nothing in its environment but what the page names. */
    private ProcessBuilder command(Machine machine, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(archive.file("bin/dibs").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = machine.as(Integer.toString(USER)).process(command);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(machine.environment());
        environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("JAVA_HOME", dir.resolve("jre").toString());
        environment.put("PGPASSFILE", dir.resolve("pgpass").toString());
        environment.put("DIBS_AUTH_SECRET", SECRET);
        environment.put("DIBS_FRONT_INSTANCE_SECRET", SECRET);
        List<String> options = new ArrayList<>(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
        options.addAll(servers.trusting());
        environment.put("DIBS_JAVA_OPTS", String.join(" ", options));
        return builder;
    }

    /** What a command says, run by the same user on a machine of an instance. */
    Installed.Said run(Path folder, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(dir, "out", "");
        Path err = Files.createTempFile(dir, "err", "");
        Process process = command(machines.get(folder), List.of(arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int status = process.waitFor();
        return new Installed.Said(status, Files.readString(out), Files.readString(err));
    }

    /** The same, with where Kafka and the database are. */
    Installed.Said runOnServers(Path folder, String... arguments) throws IOException, InterruptedException {
        Stream<String> servers = Stream.of(
                "--kafka",
                this.servers.kafka().address(),
                "--config",
                settings().toString(),
                "--database",
                this.servers.database());
        return run(folder, Stream.concat(Stream.of(arguments), servers).toArray(String[]::new));
    }

    /** Who may do everything, and does not wait for long. */
    Claims claims(String http) {
        return new Claims(http, Optional.of(token), LONGEST_ANSWER);
    }

    String token() {
        return token;
    }

    /** As Dibs itself logs in. */
    Connection database() throws SQLException {
        DatabaseUrl database = DatabaseUrl.parse(servers.database());
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), servers.databasePassword());
    }

    AuditSources sources(Path... journals) {
        DatabaseUrl database = DatabaseUrl.parse(servers.database());
        return Audited.sources(
                new HashMap<>(servers.client()),
                new Topics("dibs."),
                new AuditSources.Database(database.jdbcUrl(), database.user(), servers.databasePassword()),
                journals);
    }

    @Override
    public void close() {
        servers.close();
    }
}
