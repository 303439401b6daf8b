package dibs.e2e;

import dibs.audit.AuditSources;
import dibs.local.TestServers;
import dibs.serve.Plan;
import dibs.serve.Role;
import dibs.serve.Server;
import dibs.settings.SettingSources;
import dibs.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Dibs in this process, on the shared real servers, with topics and a database of its own. */
final class RunningDibs implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String prefix;
    private final String database;
    private final Path stateDir;
    private final Server server;

    private RunningDibs(String prefix, String database, Path stateDir, Set<Role> roles, String... sets) {
        this.prefix = prefix;
        this.database = database;
        this.stateDir = stateDir;
        List<String> all = new ArrayList<>(List.of(sets));
        all.add("topics.prefix=" + prefix);
        Settings settings = new SettingSources().read(all, Map.of(), null).withSingleCopies();
        this.server = Server.start(
                new Plan(roles, settings, TestServers.kafka(), database, null, stateDir, true, "127.0.0.1", 0),
                step -> {});
    }

    static RunningDibs start(String... sets) {
        return start(EnumSet.allOf(Role.class), sets);
    }

    static RunningDibs start(Set<Role> roles, String... sets) {
        return new RunningDibs(
                "t" + COUNT.incrementAndGet() + ".", TestServers.newDatabase(), newStateDir(), roles, sets);
    }

    /** Another process, so to speak, of the same cluster. */
    RunningDibs another(Set<Role> roles, String... sets) {
        return new RunningDibs(prefix, database, newStateDir(), roles, sets);
    }

    /** The same process once more, so to speak, after this one was closed. */
    RunningDibs again(Set<Role> roles, String... sets) {
        return new RunningDibs(prefix, database, stateDir, roles, sets);
    }

    /** What a process of its own needs to be told to belong to the same cluster. */
    String[] asArguments(Role role) {
        return new String[] {
            "--roles",
            role.wireName(),
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
            "topics.min-insync-replicas=1"
        };
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
