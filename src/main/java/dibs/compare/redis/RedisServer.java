package dibs.compare.redis;

import dibs.compare.Cpus;
import dibs.compare.Durability;
import dibs.local.DataFolder;
import dibs.local.EmbeddedRedis;
import dibs.local.LocalFailure;
import dibs.local.Tuning;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * One Redis with an append-only file on a folder of its own.
 *
 * <p>The file is not rewritten while it is compared: a rewrite takes the server's processor away for seconds, and whether
 * one falls into a round would be chance. Used by one thread at a time.
 */
final class RedisServer implements Deployment {
    private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);

    private final DataFolder folder;
    private final Tuning tuning;
    private EmbeddedRedis server;

    private RedisServer(DataFolder folder, Tuning tuning) {
        this.folder = folder;
        this.tuning = tuning;
    }

    static RedisServer start(Path path, Durability durability, Cpus cpus) {
        return start(path, 0, durability, cpus, Map.of());
    }

    /** With settings beside those of the class. */
    static RedisServer start(Path path, int port, Durability durability, Cpus cpus, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("appendfsync", durability == Durability.D ? "always" : "everysec");
        settings.put("auto-aof-rewrite-percentage", "0");
        RedisServer redis = new RedisServer(DataFolder.open(path), new Tuning(cpus.prefix(), settings));
        try {
            redis.run(port);
            return redis;
        } catch (RuntimeException e) {
            redis.folder.close();
            throw e;
        }
    }

    private void run(int port) {
        server = EmbeddedRedis.start(folder, port, tuning, LOG::debug)
                .orElseThrow(() -> new LocalFailure("No Redis runs here; install redis-server."));
    }

    HostAndPort address() {
        URI uri = URI.create(server.uri());
        return new HostAndPort(uri.getHost(), uri.getPort());
    }

    @Override
    public UnifiedJedis connect(int connections) {
        return RedisClient.builder()
                .hostAndPort(address())
                .poolConfig(Deployment.pool(connections))
                .build();
    }

    @Override
    public void killAndRestart() {
        int port = address().getPort();
        server.kill();
        run(port);
    }

    @Override
    public void close() {
        server.close();
        folder.close();
    }
}
