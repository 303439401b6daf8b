package dibs.stream;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * RocksDB's settings, in one place: one block cache and one write-buffer budget for all stores of the process, because
 * the default is 50 MB for every single one; and filters in front of everything, because most claims look for a grant
 * that is not there. Made by Streams, once per store; thread-safe.
 */
public final class RocksSettings implements RocksDBConfigSetter {
    static final String BLOCK_CACHE_BYTES = "dibs.rocksdb.block-cache-bytes";
    static final String WRITE_BUFFER_BYTES = "dibs.rocksdb.write-buffer-bytes";

    private static final long ONE_WRITE_BUFFER = 8L << 20;
    /** Of a write buffer: some 16 bits for each grant in it. */
    private static final double MEMTABLE_FILTER = 0.02;

    private static Cache cache;
    private static WriteBufferManager writeBuffers;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        share(configs);
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(cache);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(writeBuffers);
        options.setWriteBufferSize(ONE_WRITE_BUFFER);
        // Streams leaves them out of the last level, where most grants are: a claim of a new user would read a block.
        options.setOptimizeFiltersForHits(false);
        options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER);
        options.setMemtableWholeKeyFiltering(true);
    }

    private static synchronized void share(Map<String, Object> configs) {
        if (cache == null) {
            cache = new LRUCache(bytes(configs, BLOCK_CACHE_BYTES));
            writeBuffers = new WriteBufferManager(bytes(configs, WRITE_BUFFER_BYTES), cache);
        }
    }

    /** Bytes of the block cache that are in use, write buffers among them; 0 before the first store is opened. */
    public static synchronized long usedBytes() {
        return cache == null ? 0 : cache.getUsage();
    }

    /** Of these, the bytes that cannot be given up: what is being read, pinned or not yet written. */
    public static synchronized long pinnedBytes() {
        return cache == null ? 0 : cache.getPinnedUsage();
    }

    private static long bytes(Map<String, Object> configs, String key) {
        return Long.parseLong(String.valueOf(configs.get(key)));
    }

    @Override
    public void close(String storeName, Options options) {
        // The cache and the write buffers belong to all stores and live as long as the process.
    }
}
