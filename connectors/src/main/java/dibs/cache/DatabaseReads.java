package dibs.cache;

import dibs.ledger.LedgerReads;
import dibs.ledger.LedgerUnreachableException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The only way by which users' questions reach the ledger database: under the cluster's ceiling, by few threads, with a
 * short queue. Thread-safe.
 */
final class DatabaseReads implements AutoCloseable {
    /** One less than the pool of {@link dibs.ledger.LedgerDatabase} has for readers: the last is for counting fronts. */
    private static final int THREADS = 4;

    private static final int QUEUE = 64;

    private final LedgerReads ledger;
    private final ReadCeiling ceiling;
    private final CacheMetrics metrics;
    private final ThreadPoolExecutor readers;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(named("dibs-database-looks"));

    DatabaseReads(LedgerReads ledger, int perSecond, CacheMetrics metrics) {
        this.ledger = ledger;
        this.ceiling = new ReadCeiling(perSecond, System::nanoTime);
        this.metrics = metrics;
        metrics.databaseCeiling(perSecond);
        this.readers = pool("dibs-database-reads", THREADS, QUEUE);
    }

    /** A pool that refuses what does not fit into its queue; its threads end when they have nothing to do. */
    static ThreadPoolExecutor pool(String name, int threads, int queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Begins to count the fronts; until they are counted nothing is read. */
    void start() {
        looks.execute(this::look);
        var unused = looks.scheduleWithFixedDelay(
                this::look, ReadCeiling.LOOK.toMillis(), ReadCeiling.LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            ceiling.counted(ledger.readers());
        } catch (LedgerUnreachableException e) {
            ceiling.notCounted();
        }
    }

    /**
     * Reads, in a thread of its own. The ceiling is asked just before: what waited must not come in a burst.
     *
     * @return completed with what was read, or exceptionally with a {@link NotReadException}
     */
    <T> CompletableFuture<T> read(Function<LedgerReads, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            readers.execute(() -> read(question, answer));
        } catch (RejectedExecutionException e) {
            metrics.databaseRead("refused");
            answer.completeExceptionally(new NotReadException("too many reads of the ledger wait"));
        }
        return answer;
    }

    private <T> void read(Function<LedgerReads, T> question, CompletableFuture<T> answer) {
        if (!ceiling.take()) {
            metrics.databaseRead("refused");
            answer.completeExceptionally(new NotReadException("the ceiling of database reads is reached"));
            return;
        }
        try {
            T found = question.apply(ledger);
            metrics.databaseRead("done");
            answer.complete(found);
        } catch (LedgerUnreachableException e) {
            metrics.databaseRead("failed");
            answer.completeExceptionally(new NotReadException(e.getMessage()));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        readers.shutdownNow();
    }
}
