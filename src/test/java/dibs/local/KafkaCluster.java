package dibs.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, each with a controller, in processes of their own: of every topic each has a copy, and two must have a
 * record before it counts as written. Used by one thread.
 */
public final class KafkaCluster implements AutoCloseable {
    public static final int NODES = 3;
    private static final int END_SECONDS = 60;

    private final Path folder;
    private final List<Machine> machines;
    private final Optional<BrokerLogin> login;
    private final Map<String, String> overrides;
    private final String id = Uuid.randomUuid().toString();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> controllerPorts = new ArrayList<>();
    private final Process[] nodes = new Process[NODES];

    private KafkaCluster(
            Path folder, List<Machine> machines, Optional<BrokerLogin> login, Map<String, String> overrides) {
        this.folder = folder;
        this.machines = machines;
        this.login = login;
        this.overrides = overrides;
    }

    /** On an empty folder, with broker settings that replace or add to those of a cluster. */
    public static KafkaCluster start(Path folder, Map<String, String> overrides) throws IOException {
        return start(folder, Collections.nCopies(NODES, Machine.LOOPBACK), Optional.empty(), overrides);
    }

    /** Each on a machine of its own; users may do only what they are allowed to, but for the brokers. */
    static KafkaCluster start(Path folder, List<Machine> machines, BrokerLogin login) throws IOException {
        return start(folder, machines, Optional.of(login), BrokerLogin.WITH_RIGHTS);
    }

    private static KafkaCluster start(
            Path folder, List<Machine> machines, Optional<BrokerLogin> login, Map<String, String> overrides)
            throws IOException {
        KafkaCluster cluster = new KafkaCluster(folder, machines, login, overrides);
        for (int node = 0; node < NODES; node++) {
            cluster.ports.add(LocalPort.anyFree());
            cluster.controllerPorts.add(LocalPort.anyFree());
        }
        try {
            cluster.startAll();
            return cluster;
        } catch (RuntimeException | IOException e) {
            cluster.close();
            throw e;
        }
    }

    /** With the folders and the ports they have; two must be there before any is ready. */
    void startAll() throws IOException {
        for (int node = 0; node < NODES; node++) {
            launch(node);
        }
        for (int node = 0; node < NODES; node++) {
            awaitReady(node);
        }
    }

    private void launch(int node) throws IOException {
        Path file = Files.createDirectories(folder).resolve("node-" + node + ".properties");
        Properties properties = new Properties();
        properties.putAll(settings(node));
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        nodes[node] = machines.get(node)
                .process(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        file.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("node-" + node + ".log").toFile()))
                .start();
    }

    private Map<String, String> settings(int node) {
        Map<String, String> all = new HashMap<>(
                KafkaSettings.of(data(folder, node), ports.get(node), controllerPorts.get(node), Map.of()));
        String host = machines.get(node).host();
        int port = ports.get(node);
        login.ifPresent(to -> all.putAll(to.settings(host, port, controllerPorts.get(node))));
        all.put(BrokerMain.CLUSTER, id);
        all.put("node.id", Integer.toString(node + 1));
        all.put(
                "controller.quorum.voters",
                IntStream.range(0, NODES)
                        .mapToObj(
                                each -> (each + 1) + "@" + machines.get(each).host() + ":" + controllerPorts.get(each))
                        .collect(Collectors.joining(",")));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(topic + ".replication.factor", Integer.toString(NODES));
        }
        for (String setting : List.of(
                "min.insync.replicas", "transaction.state.log.min.isr", "share.coordinator.state.topic.min.isr")) {
            all.put(setting, "2");
        }
        all.put("default.replication.factor", Integer.toString(NODES));
        all.putAll(overrides);
        return all;
    }

    /** Where a broker of a cluster in {@code folder} keeps what it has. */
    static Path data(Path folder, int node) {
        return folder.resolve("data-" + node);
    }

    private void awaitReady(int node) throws IOException {
        BufferedReader out = nodes[node].inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.equals(BrokerMain.READY)) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IllegalStateException(
                    "broker " + node + " did not start: " + Files.readString(folder.resolve("node-" + node + ".log")));
        }
    }

    /** What clients connect to. */
    public String address() {
        return IntStream.range(0, NODES)
                .mapToObj(node -> machines.get(node).host() + ":" + ports.get(node))
                .collect(Collectors.joining(","));
    }

    /** SIGKILL. */
    public void kill(int node) throws InterruptedException {
        nodes[node].destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits until it has given away what it leads and is gone. */
    public void stop(int node) throws InterruptedException {
        nodes[node].destroy();
        if (!nodes[node].waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("broker " + node + " does not end");
        }
    }

    /** SIGSTOP. */
    public void pause(int node) throws IOException, InterruptedException {
        Signals.send("STOP", nodes[node].pid());
    }

    /** SIGCONT. */
    public void resume(int node) throws IOException, InterruptedException {
        Signals.send("CONT", nodes[node].pid());
    }

    /** With the folder and the ports it had. */
    public void restart(int node) throws IOException {
        launch(node);
        awaitReady(node);
    }

    @Override
    public void close() {
        for (Process node : nodes) {
            if (node != null) {
                node.destroyForcibly();
            }
        }
        try {
            for (Process node : nodes) {
                if (node != null) {
                    node.waitFor();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted"));
        }
    }
}
