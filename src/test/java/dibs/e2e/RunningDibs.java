package dibs.e2e;

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
    private final Server server;

    private RunningDibs(String prefix, String database, Set<Role> roles, String... sets) {
        this.prefix = prefix;
        this.database = database;
        List<String> all = new ArrayList<>(List.of(sets));
        all.add("topics.prefix=" + prefix);
        Settings settings = new SettingSources().read(all, Map.of(), null).withSingleCopies();
        this.server = Server.start(
                new Plan(roles, settings, TestServers.kafka(), database, null, stateDir(), true, "127.0.0.1", 0),
                step -> {});
    }

    static RunningDibs start(String... sets) {
        return start(EnumSet.allOf(Role.class), sets);
    }

    static RunningDibs start(Set<Role> roles, String... sets) {
        return new RunningDibs("t" + COUNT.incrementAndGet() + ".", TestServers.newDatabase(), roles, sets);
    }

    /** Another process, so to speak, of the same cluster. */
    RunningDibs another(Set<Role> roles, String... sets) {
        return new RunningDibs(prefix, database, roles, sets);
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

    private static Path stateDir() {
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
