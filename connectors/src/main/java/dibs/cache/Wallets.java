package dibs.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dibs.ledger.LedgerReads;
import dibs.ledger.Wallet;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Wallets for users: from Redis, else from the ledger database under its ceiling, else the last copy anybody has.
 *
 * <p>One that comes from Redis or the database holds every row that was committed before the read began. Thread-safe.
 */
public final class Wallets implements AutoCloseable {
    private static final int REDIS_THREADS = 8;
    private static final int REDIS_QUEUE = 1_000;

    /** How long anyone waits for the database, its queue included. */
    private static final long DATABASE_MILLIS = 1_000;

    /** Beside a wallet's bytes. */
    private static final int ENTRY_BYTES = 200;

    private final Optional<WalletCache> cache;
    private final DatabaseReads database;
    private final CacheMetrics metrics;
    private final ExecutorService redisThreads = DatabaseReads.pool("dibs-wallets", REDIS_THREADS, REDIS_QUEUE);
    private final ConcurrentMap<String, CompletableFuture<byte[]>> flights = new ConcurrentHashMap<>();
    private final Set<String> refreshing = ConcurrentHashMap.newKeySet();
    private final Cache<String, byte[]> lastKnown;

    /**
     * A wallet as it is answered.
     *
     * @param json as openapi.yaml describes it
     * @param source {@link Source#REDIS}, {@link Source#DATABASE} or {@link Source#STALE}
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Read(byte[] json, Source source) {}

    public Wallets(Optional<Redis> redis, LedgerReads ledger, CacheSettings settings, MeterRegistry registry) {
        this.metrics = new CacheMetrics(registry);
        this.cache = redis.map(each -> new WalletCache(each, settings, Clock.systemUTC(), metrics));
        this.database = new DatabaseReads(ledger, settings.databaseReadsPerSecond(), metrics);
        this.lastKnown = Caffeine.newBuilder()
                .maximumWeight(settings.lastKnownBytes())
                .weigher((String user, byte[] json) -> json.length + user.length() + ENTRY_BYTES)
                .build();
    }

    /** From now on the database may be read. */
    public void start() {
        database.start();
    }

    /** Completed within little more than a second, exceptionally with a {@link NotReadException}. */
    public CompletableFuture<Read> read(String user) {
        if (cache.isPresent() && cache.get().isWorthAsking(user)) {
            try {
                return CompletableFuture.supplyAsync(() -> look(user), redisThreads)
                        .thenCompose(look -> read(user, look));
            } catch (RejectedExecutionException e) {
                return read(user, WalletCache.Look.NOTHING);
            }
        }
        return read(user, WalletCache.Look.NOTHING);
    }

    private WalletCache.Look look(String user) {
        try {
            return cache.orElseThrow().look(user);
        } catch (RedisAwayException e) {
            return WalletCache.Look.NOTHING;
        }
    }

    private CompletableFuture<Read> read(String user, WalletCache.Look look) {
        if (look.isBelieved()) {
            if (cache.orElseThrow().isToBeRefreshed(look.value())) {
                refresh(user, look);
            }
            metrics.wallet(Source.REDIS);
            lastKnown.put(user, look.value().json());
            return CompletableFuture.completedFuture(new Read(look.value().json(), Source.REDIS));
        }
        return flight(user, look)
                .copy()
                .orTimeout(DATABASE_MILLIS, TimeUnit.MILLISECONDS)
                .handle((json, failure) -> answer(user, look, json, failure));
    }

    private Read answer(String user, WalletCache.Look look, byte[] json, Throwable failure) {
        if (failure == null) {
            metrics.wallet(Source.DATABASE);
            return new Read(json, Source.DATABASE);
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof NotReadException) && !(cause instanceof TimeoutException)) {
            throw new CompletionException(cause);
        }
        byte[] copy = look.value() != null ? look.value().json() : lastKnown.getIfPresent(user);
        if (copy == null) {
            metrics.walletRefused();
            throw new NotReadException(cause instanceof TimeoutException ? "the ledger is slow" : cause.getMessage());
        }
        metrics.wallet(Source.STALE);
        return new Read(copy, Source.STALE);
    }

    /**
     * Whoever comes before the database is read shares the read. Once it has begun, whoever comes may know of a row it
     * does not see, and waits for the next one.
     */
    private CompletableFuture<byte[]> flight(String user, WalletCache.Look look) {
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> others = flights.putIfAbsent(user, mine);
        if (others != null) {
            return others;
        }
        var unused = database.read(ledger -> load(user, look, mine, ledger)).whenComplete((loaded, failure) -> {
            flights.remove(user, mine);
            if (failure == null) {
                mine.complete(loaded.json());
                loaded.fill(user);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private Loaded load(String user, WalletCache.Look look, CompletableFuture<byte[]> flight, LedgerReads ledger) {
        flights.remove(user, flight);
        Optional<WalletCache.Lease> lease = cache.flatMap(each -> each.lease(user, look));
        try {
            Loaded loaded = new Loaded(WalletJson.write(ledger.wallet(user)), lease);
            lastKnown.put(user, loaded.json());
            return loaded;
        } catch (RuntimeException e) {
            lease.ifPresent(taken -> cache.orElseThrow().giveBack(user, taken));
            throw e;
        }
    }

    private final class Loaded {
        private final byte[] json;
        private final Optional<WalletCache.Lease> lease;

        private Loaded(byte[] json, Optional<WalletCache.Lease> lease) {
            this.json = json;
            this.lease = lease;
        }

        private byte[] json() {
            return json;
        }

        private void fill(String user) {
            lease.ifPresent(taken -> cache.orElseThrow().fill(user, taken, json));
        }
    }

    private void refresh(String user, WalletCache.Look look) {
        if (refreshing.add(user)) {
            var unused = database.read(ledger -> WalletJson.write(ledger.wallet(user)))
                    .whenComplete((json, failure) -> {
                        refreshing.remove(user);
                        if (failure == null) {
                            cache.orElseThrow().refresh(user, look, json);
                        }
                    });
        }
    }

    /** Whether the grant is in the ledger; false also where that cannot be found out. */
    public CompletableFuture<Boolean> holds(String user, String campaign, long decidedAt) {
        return read(user)
                .thenCompose(read -> holds(read, user, campaign, decidedAt))
                .exceptionally(failure -> false);
    }

    /** The same by a wallet that was read; only of a grant older than those it lists the database is asked. */
    public CompletableFuture<Boolean> holds(Read read, String user, String campaign, long decidedAt) {
        return holds(read.json(), campaign, decidedAt)
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> database.read(ledger -> ledger.contains(campaign, user)))
                .exceptionally(failure -> false);
    }

    /** What the wallet itself says of it; nothing of a grant older than those it lists. */
    static Optional<Boolean> holds(byte[] wallet, String campaign, long decidedAt) {
        List<Wallet.Entry> entries = WalletJson.entries(wallet);
        if (entries.stream().anyMatch(entry -> entry.campaign().equals(campaign))) {
            return Optional.of(true);
        }
        boolean listsAll = entries.size() < Wallet.ENTRIES
                || entries.get(entries.size() - 1).decidedAt().isBefore(Instant.ofEpochMilli(decidedAt));
        return listsAll ? Optional.of(false) : Optional.empty();
    }

    /** How far the ledger is by partition of the grants, read like a wallet that is in no cache. */
    public CompletableFuture<Map<Integer, Long>> ledgerProgress() {
        return database.read(LedgerReads::progress).orTimeout(DATABASE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        redisThreads.shutdownNow();
        database.close();
    }
}
