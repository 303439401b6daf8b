package dibs.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the stores of a partition wherever they are: here, or at the instance that owns them. Where nobody answers, or
 * not as new as wanted, it tries again until the caller's time is up: owners change, and new ones catch up first.
 *
 * <p>Waits without a thread. Thread-safe.
 */
public final class ClusterReads {
    private static final long RETRY_MILLIS = 10;

    private final LocalStores local;
    private final Owners owners;
    private final Peers peers;
    private final Executor retries;

    /** Tries again on a thread of {@code retries}. */
    public ClusterReads(LocalStores local, Owners owners, Peers peers, Executor retries) {
        this.local = local;
        this.owners = owners;
        this.peers = peers;
        this.retries = retries;
    }

    /**
     * The answer, from stores that hold everything up to offset {@code atLeast}.
     *
     * @param most how long to try; zero: once
     * @return completed exceptionally with a {@link NotServedException} where there is none in that time
     */
    public CompletableFuture<StoreAnswer> ask(StoreQuestion question, long atLeast, Duration most) {
        return ask(question, atLeast, System.nanoTime() + most.toNanos());
    }

    private CompletableFuture<StoreAnswer> ask(StoreQuestion question, long atLeast, long deadline) {
        Optional<StoreAnswer> here = local.answer(question);
        if (here.isPresent() && here.get().applied() >= atLeast) {
            return CompletableFuture.completedFuture(here.get());
        }
        return (here.isPresent() ? CompletableFuture.completedFuture(here) : elsewhere(question)).thenCompose(found -> {
            if (found.isPresent() && found.get().applied() >= atLeast) {
                return CompletableFuture.completedFuture(found.get());
            }
            return later(question, atLeast, deadline, found);
        });
    }

    private CompletableFuture<Optional<StoreAnswer>> elsewhere(StoreQuestion question) {
        return owners.elsewhere(question.partition())
                .map(address -> peers.ask(address, question))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletableFuture<StoreAnswer> later(
            StoreQuestion question, long atLeast, long deadline, Optional<StoreAnswer> found) {
        if (System.nanoTime() - deadline >= 0) {
            return CompletableFuture.failedFuture(new NotServedException(
                    found.isEmpty()
                            ? "partition " + question.partition() + " is not served now; try again"
                            : "partition " + question.partition() + " is at "
                                    + found.get().applied() + ", and " + atLeast + " was asked for; try again"));
        }
        Executor soon = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, retries);
        return CompletableFuture.runAsync(() -> {}, soon).thenCompose(waited -> ask(question, atLeast, deadline));
    }
}
