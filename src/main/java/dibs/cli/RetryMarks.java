package dibs.cli;

import dibs.cache.CacheNames;
import dibs.cache.RedisAddress;
import dibs.cache.WalletMarks;
import dibs.ledger.LedgerEntry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Marks wallets whose rows a command writes beside the sink, as the sink does. Without Redis nothing is marked, which is
 * said: copies may then lack the rows until they end. Not thread-safe.
 */
final class RetryMarks implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final PrintWriter err;
    private WalletMarks redis;

    /** With the Redis at {@code address}; null: there is none. */
    RetryMarks(String address, CacheNames names, PrintWriter err) {
        this.err = err;
        if (address != null) {
            done(() -> redis = new WalletMarks(RedisAddress.parse(address), names, TIMEOUT));
        }
    }

    void mark(List<LedgerEntry> rows) {
        if (redis != null) {
            done(() -> redis.mark(rows));
        }
    }

    void unmark(List<LedgerEntry> rows) {
        if (redis != null) {
            done(() -> redis.unmark(rows));
        }
    }

    private void done(Runnable command) {
        try {
            command.run();
        } catch (JedisException e) {
            err.println("dibs: Redis is not reached (" + e.getMessage()
                    + "); wallets there may lack these rows for as long as cache.wallet-life says");
            close();
        }
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
            redis = null;
        }
    }
}
