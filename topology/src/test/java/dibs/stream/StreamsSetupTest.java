package dibs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.PerfContext;
import org.rocksdb.PerfLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** What Streams and RocksDB are told, and the mark of a clean stop. */
class StreamsSetupTest {
    private static final Map<String, Object> BUDGETS =
            Map.of(RocksSettings.BLOCK_CACHE_BYTES, 16 << 20, RocksSettings.WRITE_BUFFER_BYTES, 8 << 20);

    @TempDir
    Path dir;

    @Test
    void streamsIsToldWhatTheRulesRelyOn() {
        StreamsConfig config = new StreamsConfig(StreamsProperties.of(TestDecider.settings(dir)));
        Map<String, Object> producer = config.getProducerConfigs("producer");
        Map<String, Object> consumer = config.getMainConsumerConfigs("group", "client", 1);
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("exactly_once_v2");
        assertThat(producer).containsEntry(ProducerConfig.LINGER_MS_CONFIG, 2);
        assertThat(producer).containsEntry(ProducerConfig.ACKS_CONFIG, "all");
        assertThat(consumer).containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        assertThat(consumer).containsEntry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        assertThat(consumer).containsEntry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "test-1");
        int session = (int) consumer.get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
        int transaction = (int) producer.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        assertThat(session).isEqualTo(6_000).isLessThan(transaction);
        assertThat(transaction).isEqualTo(10_000);
    }

    /** After an exception half a record's work would be committed by whoever went on. */
    @Test
    void noHandlerGoesOnAfterAnException() {
        StreamsConfig config = new StreamsConfig(StreamsProperties.of(TestDecider.settings(dir)));
        assertThat(config.processingExceptionHandler().getClass().getSimpleName())
                .contains("Fail");
        assertThat(config.productionExceptionHandler().getClass().getSimpleName())
                .isEqualTo("DefaultProductionExceptionHandler");
        assertThat(config.deserializationExceptionHandler().getClass().getSimpleName())
                .contains("Fail");
    }

    @Test
    void allStoresShareOneCacheAndOneBudgetForWriting() {
        RocksDB.loadLibrary();
        RocksSettings settings = new RocksSettings();
        try (BloomFilter filter = new BloomFilter();
                Options one = options(filter);
                Options other = options(filter)) {
            settings.setConfig("grants", one, BUDGETS);
            settings.setConfig("campaigns", other, BUDGETS);
            assertThat(one.writeBufferManager()).isNotNull().isSameAs(other.writeBufferManager());
            assertThat(cacheOf(one)).isNotNull().isSameAs(cacheOf(other));
            assertThat(one.atomicFlush()).as("as Streams sets it").isTrue();
        }
    }

    /** Most claims look for a grant that is not there; a store that has to search for it is several times as slow. */
    @Test
    void filtersTellWhatIsNotThere() throws RocksDBException {
        RocksDB.loadLibrary();
        try (BloomFilter filter = new BloomFilter();
                Options options = options(filter)) {
            new RocksSettings().setConfig("grants", options, BUDGETS);
            try (RocksDB store = RocksDB.open(options, dir.toString())) {
                for (int i = 0; i < 10_000; i++) {
                    store.put(user(2 * i), new byte[40]);
                }
                assertThat(look(store).getBloomMemtableMissCount())
                        .as("in what is not written yet")
                        .isGreaterThan(950);
                try (FlushOptions wait = new FlushOptions()) {
                    store.flush(wait);
                }
                store.compactRange();
                assertThat(look(store).getBloomSstMissCount())
                        .as("in the last level")
                        .isGreaterThan(950);
            }
        }
    }

    private static PerfContext look(RocksDB store) throws RocksDBException {
        store.setPerfLevel(PerfLevel.ENABLE_COUNT);
        PerfContext counts = store.getPerfContext();
        counts.reset();
        for (int i = 0; i < 1_000; i++) {
            assertThat(store.get(user(2 * i + 1))).isNull();
        }
        return counts;
    }

    private static byte[] user(int number) {
        return ("user-" + number).getBytes(StandardCharsets.UTF_8);
    }

    /** Campaigns and progress change with every request, a grant once: only the first are worth gathering. */
    @Test
    void whatChangesWithEveryRequestIsCachedAndNothingElse() {
        Map<String, Boolean> cached = new TreeMap<>();
        for (StoreBuilder<?> builder : DeciderStores.builders()) {
            StateStore outer = builder.build();
            StateStore next = ((WrappedStateStore<?, ?, ?>) outer).wrapped();
            cached.put(builder.name(), next.getClass().getSimpleName().startsWith("Caching"));
            assertThat(builder.loggingEnabled()).isTrue();
        }
        assertThat(cached).isEqualTo(Map.of("campaigns", true, "progress", true, "grants", false, "changes", false));
    }

    /** As Streams makes them. */
    private static Options options(BloomFilter filter) {
        return new Options()
                .setTableFormatConfig(new BlockBasedTableConfig().setFilterPolicy(filter))
                .setOptimizeFiltersForHits(true)
                .setCreateIfMissing(true)
                .setAtomicFlush(true);
    }

    private static Object cacheOf(Options options) {
        try {
            var field = BlockBasedTableConfig.class.getDeclaredField("blockCache");
            field.setAccessible(true);
            return field.get(options.tableFormatConfig());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("RocksDB names it otherwise", e);
        }
    }

    @Test
    void withoutTheMarkOfACleanStopTaskFoldersGoAndTheProcessKeepsItsIdentity() throws Exception {
        CleanMarker marker = new CleanMarker(dir, "app");
        Path app = dir.resolve("app");
        for (String file :
                new String[] {"0_0/rocksdb/a", "0_12/rocksdb/b", "kafka-streams-process-metadata", "0_x/c"}) {
            Files.createDirectories(app.resolve(file).getParent());
            Files.writeString(app.resolve(file), "x");
        }
        marker.leave(Map.of(3, new LogMark(41, 1000)));
        assertThat(marker.marks()).isEqualTo(Map.of(3, new LogMark(41, 1000)));
        assertThat(marker.takeUp()).isZero();
        assertThat(app.resolve("0_12/rocksdb/b")).exists();
        assertThat(marker.marks()).as("it counts once").isEmpty();
        assertThat(marker.takeUp()).isEqualTo(2);
        assertThat(app.resolve("0_0")).doesNotExist();
        assertThat(app.resolve("0_12")).doesNotExist();
        assertThat(app.resolve("kafka-streams-process-metadata")).exists();
        assertThat(app.resolve("0_x/c")).exists();
    }
}
