package dibs.local;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The embedded servers of one run, started side by side and closed in order: Redis, PostgreSQL, Kafka.
 *
 * <p>Side by side because a first start would otherwise take the sum of three. The log goes last, since the others only
 * hold what can be read from it again. The folder stays open: its owner closes it. Thread-safe.
 */
public final class LocalServers implements AutoCloseable {
    private final Optional<EmbeddedKafka> kafka;
    private final Optional<EmbeddedDatabase> database;
    private final Optional<EmbeddedRedis> redis;

    private LocalServers(
            Optional<EmbeddedKafka> kafka, Optional<EmbeddedDatabase> database, Optional<EmbeddedRedis> redis) {
        this.kafka = kafka;
        this.database = database;
        this.redis = redis;
    }

    /** Starts what is wanted; if one fails, closes the others and throws what it threw. */
    public static LocalServers start(DataFolder folder, Wanted wanted, Consumer<String> progress) {
        ExecutorService starters = Executors.newFixedThreadPool(3);
        try {
            var database =
                    begin(starters, wanted.databasePort(), port -> EmbeddedDatabase.start(folder, port, progress));
            var redis = begin(
                    starters,
                    wanted.redisPort(),
                    port -> EmbeddedRedis.start(folder, port, progress).orElse(null));
            var kafka = begin(
                    starters,
                    wanted.kafkaPort(),
                    port -> EmbeddedKafka.start(folder, port, wanted.kafkaSettings(), progress));
            return gather(kafka, database, redis);
        } finally {
            starters.shutdown();
        }
    }

    private static <S> CompletableFuture<Optional<S>> begin(
            ExecutorService starters, OptionalInt port, IntFunction<S> start) {
        if (port.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return CompletableFuture.supplyAsync(() -> Optional.ofNullable(start.apply(port.getAsInt())), starters);
    }

    private static LocalServers gather(
            CompletableFuture<Optional<EmbeddedKafka>> kafka,
            CompletableFuture<Optional<EmbeddedDatabase>> database,
            CompletableFuture<Optional<EmbeddedRedis>> redis) {
        try {
            CompletableFuture.allOf(kafka, database, redis).join();
            return new LocalServers(kafka.join(), database.join(), redis.join());
        } catch (CompletionException e) {
            new LocalServers(started(kafka), started(database), started(redis)).close();
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private static <S> Optional<S> started(CompletableFuture<Optional<S>> server) {
        return server.isCompletedExceptionally() ? Optional.empty() : server.join();
    }

    public Optional<EmbeddedKafka> kafka() {
        return kafka;
    }

    public Optional<EmbeddedDatabase> database() {
        return database;
    }

    /** Absent also where no Redis can run. */
    public Optional<EmbeddedRedis> redis() {
        return redis;
    }

    @Override
    public void close() {
        try {
            redis.ifPresent(EmbeddedRedis::close);
        } finally {
            try {
                database.ifPresent(EmbeddedDatabase::close);
            } finally {
                kafka.ifPresent(EmbeddedKafka::close);
            }
        }
    }
}
