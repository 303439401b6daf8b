package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Three masters on this machine, without replicas; each serves its slots also while another is dead. */
public final class RedisCluster implements AutoCloseable {
    public static final int NODES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration FORMED = Duration.ofSeconds(30);

    /** The nodes speak to each other on a port so much higher. */
    private static final int BUS = 10_000;

    private final Path program;
    private final Path folder;
    private final String user;
    private final String password;
    private final List<Integer> ports = new ArrayList<>();
    private final List<RedisProcess> nodes = new ArrayList<>();

    private RedisCluster(Path program, Path folder, String user, String password) {
        this.program = program;
        this.folder = folder;
        this.user = user;
        this.password = password;
    }

    public static RedisCluster start(Path folder) {
        return start(folder, "", "");
    }

    /** For whoever logs in so, if {@code user} is not empty. */
    public static RedisCluster start(Path folder, String user, String password) {
        Path program = RedisProcess.program(folder.resolve("programs")).orElseThrow();
        RedisCluster cluster = new RedisCluster(program, folder, user, password);
        try {
            for (int node = 0; node < NODES; node++) {
                cluster.ports.add(freePort());
                cluster.nodes.add(cluster.run(node));
            }
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private RedisProcess run(int node) {
        List<String> options = new ArrayList<>(List.of(
                "--port",
                Integer.toString(ports.get(node)),
                "--cluster-enabled",
                "yes",
                "--cluster-require-full-coverage",
                "no",
                "--cluster-node-timeout",
                "1000"));
        if (!user.isEmpty()) {
            options.addAll(RedisProcess.onlyUser(user, password));
        }
        return RedisProcess.start(program, folder.resolve("node-" + node), options);
    }

    private void form() {
        for (int node = 0; node < NODES; node++) {
            int own = node;
            try (Jedis jedis = jedis(node)) {
                jedis.clusterAddSlots(IntStream.range(0, SLOTS)
                        .filter(slot -> nodeOf(slot) == own)
                        .toArray());
                if (node > 0) {
                    jedis.clusterMeet(LocalPort.HOST, ports.get(0));
                }
            }
        }
        awaitFormed();
    }

    /** Until every node knows that all slots are served. */
    private void awaitFormed() {
        boolean formed = Patience.until(
                FORMED, () -> IntStream.range(0, NODES).mapToObj(this::info).allMatch(RedisCluster::isWell));
        if (!formed) {
            throw new IllegalStateException("no cluster: " + info(0));
        }
    }

    private String info(int node) {
        try (Jedis jedis = jedis(node)) {
            return jedis.clusterInfo();
        }
    }

    private static boolean isWell(String info) {
        return info.contains("cluster_state:ok")
                && info.contains("cluster_slots_ok:" + SLOTS)
                && info.contains("cluster_known_nodes:" + NODES);
    }

    private static int nodeOf(int slot) {
        return slot * NODES / SLOTS;
    }

    /** Which node serves the key. */
    public static int nodeOf(String key) {
        return nodeOf(JedisClusterCRC16.getSlot(key));
    }

    public Jedis jedis(int node) {
        DefaultJedisClientConfig.Builder config =
                DefaultJedisClientConfig.builder().resp2();
        if (!user.isEmpty()) {
            config.user(user).password(password);
        }
        return new Jedis(new HostAndPort(LocalPort.HOST, ports.get(node)), config.build());
    }

    public String uri() {
        String login = user.isEmpty() ? "" : user + ":" + URLEncoder.encode(password, StandardCharsets.UTF_8) + "@";
        return "redis-cluster://" + login
                + ports.stream().map(port -> LocalPort.HOST + ":" + port).collect(Collectors.joining(","));
    }

    /** SIGKILL; the others have seen it when this returns. */
    public void kill(int node) throws InterruptedException {
        nodes.get(node).kill();
        awaitMissed(node);
    }

    /** SIGSTOP; the others have seen it when this returns. */
    public void freeze(int node) throws IOException, InterruptedException {
        nodes.get(node).freeze();
        awaitMissed(node);
    }

    private void awaitMissed(int node) {
        Patience.until(FORMED, () -> !isWell(info((node + 1) % NODES)));
    }

    /** SIGCONT. */
    public void thaw(int node) throws IOException, InterruptedException {
        nodes.get(node).thaw();
        awaitFormed();
    }

    /** Once more, with the folder and the port it had. */
    public void restart(int node) {
        nodes.set(node, run(node));
        awaitFormed();
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }

    private static int freePort() {
        try {
            int port = LocalPort.anyFree();
            while (!isFree(port + BUS)) {
                port = LocalPort.anyFree();
            }
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        if (port > 65_535) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(LocalPort.address(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
