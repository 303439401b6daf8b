package dibs.e2e;

import dibs.audit.AuditSources;
import dibs.front.Front;
import dibs.local.TestServers;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.serve.Server;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Dibs in this process, on the shared real servers, with topics and a database of its own. */
final class RunningDibs implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String prefix;
    private final String database;
    private final String redis;
    private final Path stateDir;
    private final Server server;

    private RunningDibs(String prefix, String database, String redis, Path stateDir, Set<Role> roles, String... sets) {
        this.prefix = prefix;
        this.database = database;
        this.redis = redis;
        this.stateDir = stateDir;
        // Tests start many, and wait for none of them to be fast; those that let claims wait on purpose are not
        // refused.
        List<String> all = new ArrayList<>(List.of("front.warm-up=0", "front.max-wait=60s"));
        all.addAll(List.of(sets));
        all.add("topics.prefix=" + prefix);
        Settings settings = new SettingSources().read(all, Map.of(), null).withSingleCopies();
        this.server = Server.start(
                new Plan(roles, settings, TestServers.kafka(), database, redis, stateDir, true, "127.0.0.1", 0),
                step -> {});
    }

    static RunningDibs start(String... sets) {
        return start(EnumSet.allOf(Role.class), sets);
    }

    static RunningDibs start(Set<Role> roles, String... sets) {
        return start(TestServers.newDatabase(), TestServers.redis(), roles, sets);
    }

    private static RunningDibs start(String database, String redis, Set<Role> roles, String... sets) {
        return new RunningDibs("t" + COUNT.incrementAndGet() + ".", database, redis, newStateDir(), roles, sets);
    }

    /** All roles, with a Redis of the test's own, or none where it is null. */
    static RunningDibs startWith(String redis, String... sets) {
        return start(TestServers.newDatabase(), redis, EnumSet.allOf(Role.class), sets);
    }

    /** All roles, on a database of the test's own. */
    static RunningDibs startOn(String database, String... sets) {
        return start(database, TestServers.redis(), EnumSet.allOf(Role.class), sets);
    }

    /** All roles, on a database and a Redis of the test's own. */
    static RunningDibs startOnBoth(String database, String redis, String... sets) {
        return start(database, redis, EnumSet.allOf(Role.class), sets);
    }

    /** Another process, so to speak, of the same cluster. */
    RunningDibs another(Set<Role> roles, String... sets) {
        return new RunningDibs(prefix, database, redis, newStateDir(), roles, sets);
    }

    /** The same with another address of the Redis, say by a proxy. */
    RunningDibs anotherOn(String redis, Set<Role> roles, String... sets) {
        return new RunningDibs(prefix, database, redis, newStateDir(), roles, sets);
    }

    /** The same process once more, so to speak, after this one was closed. */
    RunningDibs again(Set<Role> roles, String... sets) {
        return new RunningDibs(prefix, database, redis, stateDir, roles, sets);
    }

    /** What a process of its own needs to be told to belong to the same cluster. */
    String[] asArguments(Role role, String... sets) {
        return asArgumentsOn(database, role.wireName(), sets);
    }

    /** The same for several roles. */
    String[] asArguments(Set<Role> roles, String... sets) {
        return asArgumentsOn(database, roles.stream().map(Role::wireName).collect(Collectors.joining(",")), sets);
    }

    /** The same, with another address of the database, say as another user. */
    String[] asArgumentsOn(String database, Role role, String... sets) {
        return asArgumentsOn(database, role.wireName(), sets);
    }

    private String[] asArgumentsOn(String database, String roles, String... sets) {
        List<String> arguments = new ArrayList<>(List.of(
                "--roles",
                roles,
                "--kafka",
                TestServers.kafka(),
                "--database",
                database,
                "--redis",
                "none",
                "--set",
                "topics.prefix=" + prefix,
                "--set",
                "topics.replication-factor=1",
                "--set",
                "topics.min-insync-replicas=1"));
        for (String set : sets) {
            arguments.addAll(List.of("--set", set));
        }
        return arguments.toArray(String[]::new);
    }

    /** What a command that works with this cluster needs to be told. */
    String[] asAddresses() {
        return new String[] {"--kafka", TestServers.kafka(), "--database", database, "--set", "topics.prefix=" + prefix
        };
    }

    String database() {
        return database;
    }

    /** What an audit of this cluster reads. */
    AuditSources audited(Path... journals) {
        return Audited.sources(TestServers.kafka(), prefix, database, journals);
    }

    Path stateDir() {
        return stateDir;
    }

    String prefix() {
        return prefix;
    }

    String http() {
        return server.http().orElseThrow();
    }

    String topic(String name) {
        return prefix + name;
    }

    /** The routes of its front, for example {@code GET /metrics}: what the server really has, so from within. */
    Set<String> routes() throws ReflectiveOperationException {
        Field front = Server.class.getDeclaredField("front");
        front.setAccessible(true);
        Field http = Front.class.getDeclaredField("http");
        http.setAccessible(true);
        Javalin javalin = (Javalin) http.get(front.get(server));
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(each -> each.endpoint)
                .filter(each -> each.method.isHttpMethod())
                .map(each -> each.method + " " + each.path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Ledger ledger() {
        return new Ledger(database);
    }

    private static Path newStateDir() {
        try {
            return Files.createTempDirectory("dibs-state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
