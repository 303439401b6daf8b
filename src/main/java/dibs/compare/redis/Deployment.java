package dibs.compare.redis;

import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.UnifiedJedis;

/** The Redis servers of one contender, which outlive a kill of what is in memory only. */
interface Deployment extends AutoCloseable {

    /** A client with a pool of so many connections, opened before they are needed. */
    UnifiedJedis connect(int connections);

    /** SIGKILL, and a start on the same data; returns when it serves again. */
    void killAndRestart();

    @Override
    void close();

    static ConnectionPoolConfig pool(int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMinIdle(connections);
        pool.setJmxEnabled(false);
        return pool;
    }
}
