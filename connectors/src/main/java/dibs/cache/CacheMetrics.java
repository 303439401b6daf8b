package dibs.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the caches count. Thread-safe. */
final class CacheMetrics {
    /** These are there from the start, so that the first one is seen as an increase. */
    private static final List<String> DATABASE_RESULTS = List.of("done", "failed", "refused");

    private static final List<String> DISTRUSTS = List.of("gap", "publisher", "reconnect");

    private final MeterRegistry registry;
    private final Map<Source, Counter> campaigns = new EnumMap<>(Source.class);
    private final Map<Source, Counter> wallets = new EnumMap<>(Source.class);
    private final Counter refused;
    private final Counter raw;
    private final Counter stored;

    CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Source source : Source.values()) {
            campaigns.put(source, reads("campaign", source.wireName()));
            wallets.put(source, reads("wallet", source.wireName()));
        }
        this.refused = reads("wallet", "refused");
        DATABASE_RESULTS.forEach(this::databaseReads);
        DISTRUSTS.forEach(this::distrusts);
        this.raw = bytes("raw");
        this.stored = bytes("stored");
    }

    private Counter reads(String data, String level) {
        return Counter.builder("dibs.cache.reads")
                .description("Reads by who knew; refused: nobody could be asked and there was no copy")
                .tag("data", data)
                .tag("level", level)
                .register(registry);
    }

    private Counter bytes(String as) {
        return Counter.builder("dibs.cache.wallet.bytes")
                .description("Size of the wallets put into Redis, before and after packing")
                .baseUnit("bytes")
                .tag("as", as)
                .register(registry);
    }

    void campaign(Source source) {
        campaigns.get(source).increment();
    }

    void wallet(Source source) {
        wallets.get(source).increment();
    }

    void walletRefused() {
        refused.increment();
    }

    void stored(int rawBytes, int storedBytes) {
        raw.increment(rawBytes);
        stored.increment(storedBytes);
    }

    /** Why the local copies of campaigns were no longer trusted. */
    void distrusted(String why) {
        distrusts(why).increment();
    }

    private Counter distrusts(String why) {
        return Counter.builder("dibs.cache.distrusted")
                .description("Times the local copies of campaigns were dropped, by why")
                .tag("why", why)
                .register(registry);
    }

    /** What became of a wish to read the database. */
    void databaseRead(String result) {
        databaseReads(result).increment();
    }

    private Counter databaseReads(String result) {
        return Counter.builder("dibs.cache.database.reads")
                .description("Reads of the ledger database for users: done, failed, or refused by the ceiling")
                .tag("result", result)
                .register(registry);
    }

    void databaseCeiling(int perSecond) {
        Gauge.builder("dibs.cache.database.ceiling.reads.per.second", () -> perSecond)
                .description("Reads of the ledger database all fronts together may make in a second")
                .register(registry);
    }
}
