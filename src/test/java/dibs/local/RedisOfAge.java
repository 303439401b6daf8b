package dibs.local;

import java.nio.file.Path;
import java.util.Optional;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** The Redis that comes along, which is old, or the one that is installed, or else once more the former. */
public final class RedisOfAge implements AutoCloseable {
    private final DataFolder folder;
    private final EmbeddedRedis server;

    private RedisOfAge(DataFolder folder, EmbeddedRedis server) {
        this.folder = folder;
        this.server = server;
    }

    public static Optional<RedisOfAge> thatComesAlong(Path path) {
        return start(path, "");
    }

    public static Optional<RedisOfAge> installed(Path path) {
        return start(path, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    private static Optional<RedisOfAge> start(Path path, String searchPath) {
        DataFolder folder = DataFolder.open(path);
        Optional<EmbeddedRedis> server = EmbeddedRedis.start(folder, 0, searchPath, Tuning.NONE, step -> {});
        if (server.isEmpty()) {
            folder.close();
        }
        return server.map(each -> new RedisOfAge(folder, each));
    }

    public String uri() {
        return server.uri();
    }

    public String version() {
        try (Jedis jedis = new Jedis(
                HostAndPort.from(uri().substring("redis://".length())),
                DefaultJedisClientConfig.builder().resp2().build())) {
            return jedis.info("server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        server.close();
        folder.close();
    }
}
