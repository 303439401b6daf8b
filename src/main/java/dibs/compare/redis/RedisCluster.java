package dibs.compare.redis;

import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.local.LocalFailure;
import dibs.local.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Three masters on this machine, each with a third of the slots. What belongs together must lie in one slot, so a
 * campaign is on one of them, however many there are. Used by one thread at a time.
 */
final class RedisCluster implements Deployment {
    private static final int NODES = 3;
    private static final int SLOTS = 16_384;
    private static final Duration FORMED = Duration.ofSeconds(30);

    /** The nodes speak to each other on a port so much higher. */
    private static final int BUS = 10_000;

    private static final int LAST_PORT = 65_535;
    private static final Map<String, String> SETTINGS =
            Map.of("cluster-enabled", "yes", "cluster-node-timeout", "1000");

    private final List<RedisServer> nodes = new ArrayList<>();

    static RedisCluster start(Path folder, Durability durability, Cpus cpus) {
        RedisCluster cluster = new RedisCluster();
        try {
            for (int node = 0; node < NODES; node++) {
                Path own = folder.resolve("node-" + node);
                cluster.nodes.add(RedisServer.start(own, freePort(), durability, cpus, SETTINGS));
            }
            cluster.form();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void form() {
        for (int node = 0; node < NODES; node++) {
            try (Jedis jedis = jedis(node)) {
                jedis.clusterAddSlotsRange(SLOTS * node / NODES, SLOTS * (node + 1) / NODES - 1);
                if (node > 0) {
                    jedis.clusterMeet(
                            nodes.get(0).address().getHost(),
                            nodes.get(0).address().getPort());
                }
            }
        }
        awaitFormed();
    }

    /** Until every node knows that all slots are served. */
    private void awaitFormed() {
        boolean formed = Patience.until(FORMED, () -> {
            for (int node = 0; node < NODES; node++) {
                if (!isWell(node)) {
                    return false;
                }
            }
            return true;
        });
        if (!formed) {
            throw new LocalFailure("The Redis nodes formed no cluster within " + FORMED.toSeconds() + " s.");
        }
    }

    private boolean isWell(int node) {
        try (Jedis jedis = jedis(node)) {
            String info = jedis.clusterInfo();
            return info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_ok:" + SLOTS)
                    && info.contains("cluster_known_nodes:" + NODES);
        } catch (JedisException notYet) {
            return false;
        }
    }

    private Jedis jedis(int node) {
        return new Jedis(nodes.get(node).address());
    }

    @Override
    public UnifiedJedis connect(int connections) {
        return RedisClusterClient.builder()
                .nodes(nodes.stream().map(RedisServer::address).collect(Collectors.toSet()))
                .poolConfig(Deployment.pool(connections))
                .build();
    }

    /** All of them, since which one decides depends on the campaign. */
    @Override
    public void killAndRestart() {
        nodes.forEach(RedisServer::killAndRestart);
        awaitFormed();
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }

    private static int freePort() {
        try {
            int port = anyFree();
            while (port + BUS > LAST_PORT || !isFree(port + BUS)) {
                port = anyFree();
            }
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int anyFree() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
