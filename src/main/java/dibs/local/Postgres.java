package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The PostgreSQL programs at work on one data folder: make it, start, stop.
 *
 * <p>{@code pg_ctl} starts the server in a session of its own, so that a Ctrl-C reaches us and not it. Not thread-safe.
 */
final class Postgres {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration LEFTOVER_BACKENDS = Duration.ofSeconds(10);
    private static final String STILL_IN_USE = "pre-existing shared memory block";

    private final PostgresAccount account;
    private final Path programs;
    private final Path data;
    private final Path log;
    private final Tuning tuning;

    Postgres(DataFolder folder, Tuning tuning) throws IOException {
        this.tuning = tuning;
        this.account = PostgresAccount.choose();
        this.programs = PostgresBinaries.unpack(account.programs(folder)).resolve("bin");
        this.data = folder.path().resolve("postgres");
        this.log = folder.path().resolve("postgres.log");
        Folders.turnOver(log);
    }

    /** Makes the data folder; the same locale everywhere, whatever the machine has installed. */
    void makeData() throws IOException {
        Path unfinished = Files.createDirectory(Folders.unfinished(data));
        account.give(unfinished);
        int status = run(
                program("initdb"),
                "-D",
                unfinished.toString(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        if (status != 0) {
            throw failure("could not make its folder " + data);
        }
        Folders.finish(data);
    }

    /** Backends of a postmaster that was killed need a moment to notice; until then they block a start. */
    void start(int port) {
        boolean started = Patience.until(LEFTOVER_BACKENDS, () -> {
            if (startOnce(port)) {
                return true;
            }
            if (Tool.lastLines(log, 8).contains(STILL_IN_USE)) {
                return false;
            }
            throw failure("did not start on port " + port + " in " + data);
        });
        if (!started) {
            throw failure("did not start on port " + port + " in " + data);
        }
    }

    private boolean startOnce(int port) {
        List<String> command = new ArrayList<>(tuning.before());
        Collections.addAll(
                command,
                program("pg_ctl"),
                "-D",
                data.toString(),
                "-w",
                "-t",
                Long.toString(START.toSeconds()),
                "-o",
                options(port),
                "start");
        return run(command.toArray(String[]::new)) == 0;
    }

    /** The dead may stay listed for a while, which the next start takes for a server that lives: hence without its file. */
    void kill() throws IOException {
        Path file = data.resolve("postmaster.pid");
        Leftovers.living(file).ifPresent(postmaster -> new ServerProcess(postmaster).kill());
        Files.deleteIfExists(file);
    }

    void stop() {
        run(program("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "-t", "20", "stop");
    }

    /** No value may hold a blank: pg_ctl hands them to a shell. */
    private String options(int port) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("port", Integer.toString(port));
        settings.put("listen_addresses", LocalPort.HOST);
        // No socket file: it would lie in /tmp, which may be read-only, and would outlive a kill.
        settings.put("unix_socket_directories", "");
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("track_commit_timestamp", "on");
        settings.put("max_connections", "50");
        settings.put("shared_buffers", "64MB");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.putAll(tuning.settings());
        return settings.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    private int run(String... command) {
        return Tool.run(account.command(command), data.getParent(), log, START.plusSeconds(10));
    }

    private LocalFailure failure(String what) {
        return new LocalFailure("The embedded PostgreSQL " + what + " (" + Tool.lastLines(log, 3) + "); see " + log
                + ", or give a database with --database URL.");
    }
}
