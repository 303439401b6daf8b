package dibs.cache;

import dibs.ledger.LedgerEntry;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * Marks in the places of wallets whose rows are about to be written: no copy, and nobody may fill one. Every method
 * throws a {@link JedisException} where Redis does not do it; the connection is then not to be used again.
 *
 * <p>Used by one thread only.
 */
public final class WalletMarks implements AutoCloseable {
    /** Longer than any statement that writes rows may run, milliseconds. */
    private static final long MARK_MILLIS = 30_000;

    /** Whatever is there but another's mark: where this one was lost, an old wallet may have taken its place. */
    private static final byte[] UNMARK = WalletCache.utf8("local found = redis.call('TYPE', KEYS[1]).ok == 'string'"
            + " and redis.call('GET', KEYS[1])"
            + " if found ~= ARGV[1] and found and #found == #ARGV[1] and string.sub(found, 1, 1) == 'M' then return 0 end"
            + " return redis.call('DEL', KEYS[1])");

    private final UnifiedJedis client;
    private final CacheNames names;
    private byte[] mark = new byte[0];

    /** Connects. */
    public WalletMarks(RedisAddress address, CacheNames names, Duration timeout) {
        this.client = address.connect(timeout);
        this.names = names;
    }

    UnifiedJedis client() {
        return client;
    }

    /** To be called anew before every try to write. */
    public void mark(List<LedgerEntry> rows) {
        mark = WalletCache.token(WalletCache.MARKER);
        SetParams life = SetParams.setParams().px(MARK_MILLIS);
        Pipelined.run(client, wallets(rows), (pipeline, wallet) -> pipeline.set(wallet, mark, life));
    }

    /** The rows are written. A mark that stays only makes readers ask the database until it ends. */
    public void unmark(List<LedgerEntry> rows) {
        Pipelined.run(
                client, wallets(rows), (pipeline, wallet) -> pipeline.eval(UNMARK, List.of(wallet), List.of(mark)));
    }

    private List<byte[]> wallets(List<LedgerEntry> rows) {
        return rows.stream()
                .map(LedgerEntry::user)
                .distinct()
                .map(names::wallet)
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
