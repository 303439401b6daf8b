package dibs.cache;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Where Redis is and who to be there: {@code redis://user:password@host:port/database}, {@code rediss://…} with TLS, or
 * {@code redis-cluster://user:password@host:port,host:port}, {@code rediss-cluster://…}.
 *
 * <p>Immutable. The password is in no message and not in {@link #toString()}; an empty user or password means
 * none, but the colon between them must be there. With TLS the server's certificate must be trusted by the JVM and name
 * the host.
 */
public record RedisAddress(
        List<HostAndPort> nodes, boolean cluster, boolean tls, String user, String password, int database) {
    private static final String RIGHT =
            ": write redis://USER:PASSWORD@HOST:PORT, rediss://… for TLS, or" + " redis-cluster://HOST:PORT,HOST:PORT";
    private static final int DEFAULT_PORT = 6379;

    /** A cluster's client follows redirections, each of them one attempt. */
    private static final int CLUSTER_ATTEMPTS = 3;

    private static final int ONE_ATTEMPT = 1;

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException saying what is wrong and what would be right
     */
    public static RedisAddress parse(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0 || !text.substring(0, scheme).matches("rediss?(-cluster)?")) {
            throw wrong("the Redis address does not start with redis://, rediss:// or redis-cluster://");
        }
        boolean cluster = text.substring(0, scheme).endsWith("-cluster");
        List<URI> uris = new ArrayList<>();
        for (String node : text.substring(scheme + "://".length()).split(",", -1)) {
            uris.add(uri(node));
        }
        if (uris.size() > 1 && !cluster) {
            throw wrong("the Redis address names several nodes, which only redis-cluster:// may");
        }
        for (int i = 1; i < uris.size(); i++) {
            if (uris.get(i).getRawUserInfo() != null) {
                throw wrong(
                        "the Redis address has user and password elsewhere than before the first node, or a comma in"
                                + " them (%2C is right)");
            }
        }
        String info = uris.get(0).getRawUserInfo() == null ? ":" : uris.get(0).getRawUserInfo();
        String[] login = info.split(":", 2);
        if (login.length < 2) {
            // It may well be a password, and a user's name is shown.
            throw wrong("the Redis address has a user without a password (for the default user write :PASSWORD@)");
        }
        return new RedisAddress(
                uris.stream().map(RedisAddress::node).toList(),
                cluster,
                text.startsWith("rediss"),
                decode(login[0]),
                decode(login[1]),
                database(uris, cluster));
    }

    private static URI uri(String node) {
        try {
            URI uri = new URI("redis://" + node);
            if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw wrong("the Redis address names no host, or has a ? or # (in a password, characters other than"
                        + " letters and digits must be %-encoded)");
            }
            return uri;
        } catch (URISyntaxException e) {
            // Its message repeats the address, and with it the password.
            throw wrong("the Redis address is malformed");
        }
    }

    private static HostAndPort node(URI uri) {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw wrong("the Redis address has a port that does not exist");
        }
        return new HostAndPort(uri.getHost().replaceAll("[\\[\\]]", ""), port);
    }

    private static int database(List<URI> uris, boolean cluster) {
        String path =
                uris.stream().map(URI::getRawPath).collect(Collectors.joining()).replaceFirst("^/", "");
        if (path.isEmpty()) {
            return 0;
        }
        if (cluster || !path.matches("[0-9]{1,4}")) {
            throw wrong("the Redis address has a path that is no number of a database (a cluster has only one)");
        }
        return Integer.parseInt(path);
    }

    private static String decode(String text) {
        // A plus is a plus here, not a blank.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + RIGHT);
    }

    /**
     * A pooled client. To a single server it connects when it is first used; to a cluster now, or it throws.
     *
     * @param connections at most, to each node
     * @param timeout of connecting, of each answer, and of waiting for a free connection
     */
    UnifiedJedis client(int connections, Duration timeout) {
        return client(connections, timeout, CLUSTER_ATTEMPTS);
    }

    private UnifiedJedis client(int connections, Duration timeout, int clusterAttempts) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(timeout);
        pool.setJmxEnabled(false);
        // A connection that broke must be seen by its next user and not be replaced behind its back.
        pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        pool.setTestWhileIdle(false);
        JedisClientConfig config = config(timeout, timeout);
        if (cluster) {
            return RedisClusterClient.builder()
                    .nodes(new HashSet<>(nodes))
                    .clientConfig(config)
                    .poolConfig(pool)
                    .maxAttempts(clusterAttempts)
                    .maxTotalRetriesDuration(timeout.multipliedBy(2))
                    .build();
        }
        return RedisClient.builder()
                .hostAndPort(nodes.get(0))
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }

    /**
     * A client of one connection, which is there: for whoever must know when it breaks. In a cluster, of one to each
     * node, and it follows no redirection: another node may not hold what this one did.
     *
     * @throws JedisException if Redis cannot be reached
     */
    public UnifiedJedis connect(Duration timeout) {
        UnifiedJedis client = client(1, timeout, ONE_ATTEMPT);
        try {
            // In a cluster it would ask every node, and fail where one is away.
            if (!cluster) {
                client.ping();
            }
            return client;
        } catch (JedisException e) {
            client.close();
            throw e;
        }
    }

    /** A connection for listening; a silence of {@code silence} breaks it. In a cluster, any node hears everything. */
    Jedis listener(int attempt, Duration timeout, Duration silence) {
        return new Jedis(nodes.get(attempt % nodes.size()), config(timeout, silence));
    }

    private JedisClientConfig config(Duration timeout, Duration blocking) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) timeout.toMillis())
                .socketTimeoutMillis((int) timeout.toMillis())
                .blockingSocketTimeoutMillis((int) blocking.toMillis())
                .clientName("dibs")
                .resp2();
        if (database > 0) {
            config.database(database);
        }
        if (!password.isEmpty()) {
            config.password(password);
        }
        if (!user.isEmpty()) {
            config.user(user);
        }
        if (tls) {
            config.sslOptions(
                    SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
        }
        return config.build();
    }

    @Override
    public String toString() {
        return (tls ? "rediss" : "redis")
                + (cluster ? "-cluster://" : "://")
                + nodes.stream().map(RedisAddress::shown).collect(Collectors.joining(","))
                + (user.isEmpty() ? "" : " as " + user);
    }

    private static String shown(HostAndPort node) {
        String host = node.getHost();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + node.getPort();
    }
}
