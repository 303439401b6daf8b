package dibs.serve;

import dibs.ledger.LedgerHealth;
import dibs.ledger.LedgerState;
import dibs.stream.StartFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How a start waits for its parts, and when it gives up. Used by the thread that starts. */
final class Readiness {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

    /** How long a start waits for a ledger that cannot be reached. */
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(5);

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(10).toNanos();

    private final CompletableFuture<Throwable> failed;
    private final Consumer<String> progress;

    /**
     * Waits for nothing yet.
     *
     * @param failed completed when a part that was started cannot go on
     * @param progress told what a start goes on without
     */
    Readiness(CompletableFuture<Throwable> failed, Consumer<String> progress) {
        this.failed = failed;
        this.progress = progress;
    }

    /** Returns once {@code notReady} gives no reason any more; throws if something failed or it takes too long. */
    void await(Supplier<Optional<String>> notReady) {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (notReady.get().isPresent()) {
            if (failed.isDone()) {
                throw new StartFailure(failed.join().getMessage());
            }
            if (System.nanoTime() > deadline) {
                throw new StartFailure("not ready within " + READY_TIMEOUT.toSeconds() + " s: "
                        + notReady.get().orElse("just now"));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** A ledger that is away delays payments and no claim; one that no retry can mend is a mistake of whoever starts. */
    void awaitLedger(Supplier<LedgerHealth> ledger) {
        long patience = System.nanoTime() + LEDGER_PATIENCE.toNanos();
        await(() -> Optional.of(ledger.get())
                .filter(health -> health.state() == LedgerState.STARTING
                        || (health.state() == LedgerState.RETRYING && System.nanoTime() - patience < 0))
                .map(health -> "ledger: " + health.detail()));
        LedgerHealth health = ledger.get();
        if (health.state() == LedgerState.STOPPED) {
            throw new StartFailure("the ledger sink stopped: " + health.detail());
        }
        if (health.state() == LedgerState.RETRYING) {
            progress.accept("the ledger is not reached, so grants wait for it: " + health.detail());
        }
    }
}
