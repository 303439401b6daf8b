package dibs.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What the caches count. Thread-safe. */
final class CacheMetrics {
    private final MeterRegistry registry;
    private final Map<Source, Counter> campaigns = new EnumMap<>(Source.class);
    private final Map<Source, Counter> wallets = new EnumMap<>(Source.class);
    private final Counter raw;
    private final Counter stored;

    CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Source source : Source.values()) {
            campaigns.put(source, reads("campaign", source.wireName()));
            wallets.put(source, reads("wallet", source.wireName()));
        }
        this.raw = bytes("raw");
        this.stored = bytes("stored");
    }

    private Counter reads(String data, String level) {
        return Counter.builder("dibs.cache.reads")
                .description("reads by who knew; refused: nobody could be asked and there was no copy")
                .tag("data", data)
                .tag("level", level)
                .register(registry);
    }

    private Counter bytes(String as) {
        return Counter.builder("dibs.cache.wallet.bytes")
                .description("of wallets put into Redis, before and after packing")
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
        reads("wallet", "refused").increment();
    }

    void stored(int rawBytes, int storedBytes) {
        raw.increment(rawBytes);
        stored.increment(storedBytes);
    }

    /** Why the local copies of campaigns were no longer trusted. */
    void distrusted(String why) {
        Counter.builder("dibs.cache.distrusted")
                .description("times the local copies of campaigns were dropped: gap, reconnect, another publisher")
                .tag("why", why)
                .register(registry)
                .increment();
    }

    /** What became of a wish to read the database. */
    void databaseRead(String result) {
        Counter.builder("dibs.cache.database.reads")
                .description("reads of the ledger database for users: done, failed, or refused by the ceiling")
                .tag("result", result)
                .register(registry)
                .increment();
    }
}
