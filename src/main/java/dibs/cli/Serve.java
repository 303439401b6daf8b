package dibs.cli;

import dibs.cache.RedisAddress;
import dibs.ledger.DatabaseUrl;
import dibs.local.DataFolder;
import dibs.local.EmbeddedDatabase;
import dibs.local.EmbeddedKafka;
import dibs.local.EmbeddedLibraries;
import dibs.local.EmbeddedRedis;
import dibs.local.LocalServers;
import dibs.local.Wanted;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.serve.Server;
import dibs.settings.Addresses;
import dibs.settings.Brokers;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import dibs.stream.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dibs serve}: runs Dibs, with embedded real servers where no address is given. */
@Command(
        name = "serve",
        description =
                "Runs front, decider, ledger sink and catalogue publisher; servers whose address is not given are embedded.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dibs serve",
            "  ./dibs serve --port 9000 --data /var/lib/dibs --set ledger.rows-per-second=2000",
            "  ./dibs serve --kafka k1:9092,k2:9092 --database postgresql://dibs:secret@db/dibs --redis redis://cache:6379"
        })
final class Serve implements Callable<Integer> {
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(15);

    @Option(
            names = "--roles",
            paramLabel = "ROLE[,…]",
            split = ",",
            description = "Some of front,decider,ledger,catalogue (default: all).")
    private List<String> roles = List.of(Role.all().split(","));

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".dibs",
            description = "Folder for all data (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--kafka",
            converter = Values.OfBrokers.class,
            paramLabel = "HOST:PORT[,…]",
            description = "Kafka brokers (default: an embedded one).")
    private String kafka;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "PostgreSQL, postgresql://… or jdbc:… (default: embedded).")
    private String database;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            description = "redis://…, rediss://…, redis-cluster://…, or none (default: embedded).")
    private String redis;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "HTTP port, 0 = any free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in HOCON; reference.conf lists them all (default: no file).")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; may be given several times (defaults: reference.conf).")
    private List<String> sets = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    private final long begun = System.nanoTime();

    @Override
    public Integer call() {
        Set<Role> wanted = wantedRoles();
        requireUsable();
        Settings settings = new SettingSources().read(sets, System.getenv(), config);
        requireSafe(settings);
        EmbeddedLibraries.require(embedded(wanted, settings));
        requirePorts(wanted, settings);
        OrderedExit exit = OrderedExit.install();
        try {
            serve(wanted, settings, exit);
            return CommandLine.ExitCode.OK;
        } catch (RuntimeException e) {
            exit.failed();
            throw e;
        }
    }

    /** Returns only by an exception: a clean end comes as a signal, and {@link OrderedExit} sees to it. */
    private void serve(Set<Role> wanted, Settings settings, OrderedExit exit) {
        DataFolder folder = exit.add(DataFolder.open(data));
        progress("data in " + folder.path());
        folder.cleared().forEach(this::progress);
        LocalServers local = exit.add(LocalServers.start(folder, embedded(wanted, settings), this::progress));
        if (kafka != null) {
            requireBrokers();
        }
        Plan plan = plan(wanted, settings, folder, local);
        Server server = exit.add(Server.start(plan, this::progress));
        new ReadyLine(spec.commandLine(), folder).print(server, plan);
        warnOfPlainTokens(settings);
        Throwable cause = server.failed().join();
        throw new IllegalStateException(cause.getMessage(), cause);
    }

    private Wanted embedded(Set<Role> wanted, Settings settings) {
        Settings.Embedded ports = settings.embedded();
        boolean needsDatabase = wanted.contains(Role.LEDGER) || wanted.contains(Role.FRONT);
        boolean needsRedis = wanted.contains(Role.CATALOGUE) || wanted.contains(Role.FRONT);
        return new Wanted(
                port(kafka == null, ports.kafkaPort()),
                port(database == null && needsDatabase, ports.databasePort()),
                port(redis == null && needsRedis, ports.redisPort()),
                Map.of());
    }

    private static OptionalInt port(boolean wanted, int port) {
        return wanted ? OptionalInt.of(port) : OptionalInt.empty();
    }

    private Plan plan(Set<Role> wanted, Settings settings, DataFolder folder, LocalServers local) {
        String brokers = local.kafka().map(EmbeddedKafka::address).orElse(kafka);
        String ledger = local.database().map(EmbeddedDatabase::url).orElse(database);
        String cache = local.redis().map(EmbeddedRedis::uri).orElse("none".equals(redis) ? null : redis);
        Settings fitting = local.kafka().isPresent() ? settings.withSingleCopies() : settings;
        return new Plan(
                wanted,
                fitting,
                brokers,
                ledger,
                cache,
                folder.path().resolve("streams"),
                Addresses.areLoopback(brokers),
                host,
                port);
    }

    private void warnOfPlainTokens(Settings settings) {
        if (!Addresses.isLoopback(host) && settings.front().tlsKeyStore().isEmpty()) {
            progress("tokens come over plain HTTP: set front.tls-key-store, unless a proxy before this speaks TLS");
        }
    }

    private void progress(String step) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        spec.commandLine().getErr().println(String.format(Locale.ROOT, "dibs: %4.1f s  %s", seconds, step));
        spec.commandLine().getErr().flush();
    }

    private Set<Role> wantedRoles() {
        Set<Role> wanted = EnumSet.noneOf(Role.class);
        for (String role : roles) {
            wanted.add(Arrays.stream(Role.values())
                    .filter(r -> r.wireName().equals(role.strip()))
                    .findFirst()
                    .orElseThrow(() -> wrongUse("--roles: there is no role " + role + "; there are " + Role.all())));
        }
        return wanted;
    }

    private void requireSafe(Settings settings) {
        // Everyone who can reach the port is an operator then, so it must not be reached from elsewhere.
        if (!Addresses.isLoopback(host) && !settings.auth().asksForTokens()) {
            throw wrongUse("--host " + host + ": without authentication Dibs listens on loopback only, for example"
                    + " 127.0.0.1; auth.mode=jwt asks callers for tokens");
        }
        if (kafka == null && !settings.kafka().client().isEmpty()) {
            throw wrongUse(
                    "kafka.client-config is for the brokers of --kafka; the embedded one asks nobody who is there");
        }
    }

    private void requirePorts(Set<Role> wanted, Settings settings) {
        if (wanted.contains(Role.FRONT)) {
            Ports.requireFree(host, port, "HTTP", "--port N");
        }
        Settings.Front front = settings.front();
        Ports.requireFree(
                front.internalHost(),
                front.internalPort(),
                "other instances and /metrics",
                "--set front.internal-port=N");
    }

    /** Where all is started at once the brokers may come a little later. */
    private void requireBrokers() {
        progress("looking for Kafka at " + kafka);
        Brokers.unreachable(kafka, KAFKA_PATIENCE).ifPresent(why -> {
            throw new StartFailure(why);
        });
    }

    private void requireUsable() {
        if (port < 0 || port > 65_535) {
            throw wrongUse("--port must be from 0 to 65535, is " + port);
        }
        requireAddress("--database", database, DatabaseUrl::parse);
        requireAddress("--redis", "none".equals(redis) ? null : redis, RedisAddress::parse);
    }

    private void requireAddress(String option, String address, Consumer<String> parser) {
        try {
            Optional.ofNullable(address).ifPresent(parser);
        } catch (IllegalArgumentException e) {
            throw wrongUse(option + ": " + e.getMessage());
        }
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
