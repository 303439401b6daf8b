package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Machines that are network namespaces of this one, on a bridge, each with an address and a clock of its own. What is cut
 * is cut without a word, as by a broken cable in the middle: packets vanish, connections stay open. Linux, as root, with
 * Debian's {@code iproute2} and {@code gcc}. Used by one thread.
 */
public final class Network implements AutoCloseable {
    /** What makes a process believe in the clock of its machine, in the folder of the module. */
    private static final Path CLOCK = Path.of("test/c/clock.c");

    private static final Duration COMPILER = Duration.ofSeconds(60);
    /** Of nobody: what is sent there is lost. */
    private static final String NOWHERE = "02:00:00:00:00:01";

    private final Path clocks;
    private final String id = Long.toString(ProcessHandle.current().pid() % 46_656, 36);
    private final String bridge = "db" + id;
    private final String subnet = "10." + (64 + ProcessHandle.current().pid() / 250 % 128) + "."
            + ProcessHandle.current().pid() % 250 + ".";
    /** Name to machine, in the order of their addresses. */
    private final Map<String, Machine> machines = new LinkedHashMap<>();

    private Network(Path clocks) {
        this.clocks = clocks;
    }

    /** Skips the test where there can be none. */
    public static void assumePossible() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "namespaces need root");
        Assumptions.assumeTrue(Tool.works("ip", "netns"), "Debian's package iproute2 is not installed");
        Assumptions.assumeTrue(Tool.works("cc", "--version"), "Debian's package gcc is not installed");
    }

    /** One with this machine alone, which others reach at {@link #self()}. */
    public static Network create(Path clocks) throws IOException {
        Network network = new Network(Files.createDirectories(clocks));
        network.compileClock();
        network.ip("link add " + network.bridge + " type bridge");
        network.ip("addr add " + network.self() + "/24 dev " + network.bridge);
        network.ip("link set " + network.bridge + " up");
        return network;
    }

    /** This machine's address. */
    public String self() {
        return subnet + 1;
    }

    /** A new machine; names are short. */
    public Machine add(String name) throws IOException {
        String space = space(name);
        String cable = cable(name);
        ip("netns add " + space);
        ip("link add " + cable + " type veth peer name eth0 netns " + space);
        // By "ip netns exec" each process would keep what is mounted at its start, disks of others among it.
        List<String> prefix = List.of("nsenter", "--net=/var/run/netns/" + space);
        Machine machine = new Machine(subnet + (10 + machines.size()), prefix, environment(clock(name)));
        machines.put(name, machine);
        ip("-n " + space + " link set lo up");
        ip("-n " + space + " addr add " + machine.host() + "/24 dev eth0");
        ip("-n " + space + " link set eth0 up");
        ip("link set " + cable + " master " + bridge + " up");
        setClock(name, 0);
        return machine;
    }

    private void compileClock() {
        List<String> command = List.of(
                "cc",
                "-shared",
                "-fPIC",
                "-O2",
                "-o",
                library().toString(),
                CLOCK.toAbsolutePath().toString(),
                "-ldl");
        Path log = clocks.resolve("cc.log");
        if (Tool.run(command, clocks, log, COMPILER) != 0) {
            throw new IllegalStateException("cc: " + Tool.lastLines(log, 5));
        }
    }

    private Path library() {
        return clocks.resolve("clock.so");
    }

    private Map<String, String> environment(Path clock) {
        return Map.of("LD_PRELOAD", library().toString(), "CLOCK_OF_TEST", clock.toString());
    }

    /** Steps its wall clock to so many seconds beside the true time. */
    public void setClock(String name, int seconds) throws IOException {
        try (FileChannel file = FileChannel.open(clock(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putInt(0, seconds));
        }
    }

    /** Nothing comes from it or to it until {@link #plug}. */
    public void unplug(String name) throws IOException {
        ip("link set " + cable(name) + " nomaster");
    }

    public void plug(String name) throws IOException {
        ip("link set " + cable(name) + " master " + bridge);
    }

    /** The two do not reach each other until {@link #join}, and everybody else reaches both. */
    public void part(String one, String other) throws IOException {
        lose(one, other);
        lose(other, one);
    }

    private void lose(String from, String to) throws IOException {
        ip("-n " + space(from) + " neigh replace " + machines.get(to).host() + " lladdr " + NOWHERE
                + " nud permanent dev eth0");
    }

    public void join(String one, String other) throws IOException {
        ip("-n " + space(one) + " neigh del " + machines.get(other).host() + " dev eth0");
        ip("-n " + space(other) + " neigh del " + machines.get(one).host() + " dev eth0");
    }

    private Path clock(String name) {
        return clocks.resolve(name);
    }

    private String space(String name) {
        return "dibs-" + id + "-" + name;
    }

    private String cable(String name) {
        return "v" + id + name;
    }

    private void ip(String arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ", -1)));
        run(command);
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return said;
    }

    /** Kills whatever still runs on its machines. */
    @Override
    public void close() {
        try {
            for (String name : machines.keySet()) {
                run(List.of("ip", "netns", "pids", space(name)))
                        .lines()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                        .forEach(ProcessHandle::destroyForcibly);
                ip("netns del " + space(name));
            }
            ip("link del " + bridge);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
