package dibs.front;

import dibs.campaign.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * A campaign that the log said to be sold out: until when that holds, and which claim is under way to hear it again.
 *
 * <p>A lease covers the claims that came within its length after it was taken, also those that came before the log's
 * word did. So where the log is slower than a lease, claims wait for one in each half of it rather than ask the log
 * themselves; as many as there are connections. All times are as {@link System#nanoTime()} counts. Thread-safe.
 */
final class SoldOutCampaign {
    private final long length;
    private Lease lease;
    private Renewal renewal;

    /** @param length of a lease in nanoseconds */
    SoldOutCampaign(long length, Lease lease) {
        this.length = length;
        this.lease = lease;
    }

    /**
     * The log's word.
     *
     * @param taken before the claim was handed to the log
     * @param position of that claim
     */
    record Lease(long taken, Position position) {}

    /**
     * What a claim does.
     *
     * @param renewal where it is the one that asks the log, else null
     * @param lease that it may be refused under, maybe later; null where it has to ask the log as well
     */
    record Turn(Renewal renewal, CompletableFuture<Lease> lease) {}

    /** A claim under way, and those that wait for what it is told. */
    static final class Renewal {
        private final long begun;
        private final List<CompletableFuture<Lease>> waiting = new ArrayList<>();
        private boolean ended;

        private Renewal(long begun) {
            this.begun = begun;
        }

        /** Before it was handed to the log. */
        long begun() {
            return begun;
        }
    }

    /** Of a claim that comes {@code now}. */
    synchronized Turn next(long now) {
        boolean underWay = renewal != null && !renewal.ended;
        boolean toldLately = now - lease.taken() < length / 2;
        boolean askedLately = underWay && now - renewal.begun < length / 2;
        if (!toldLately && !askedLately) {
            renewal = new Renewal(now);
            return new Turn(renewal, null);
        }
        if (now - lease.taken() < length) {
            return new Turn(null, CompletableFuture.completedFuture(lease));
        }
        CompletableFuture<Lease> later = new CompletableFuture<>();
        renewal.waiting.add(later);
        return new Turn(null, later);
    }

    synchronized void learn(Lease told) {
        if (told.taken() - lease.taken() > 0) {
            lease = told;
        }
    }

    /**
     * Hands on to those who wait what the claim was told, in the order in which they came.
     *
     * @param told null where they have to ask the log themselves
     * @param failure of each of them, or null
     */
    void end(Renewal ending, Lease told, Supplier<Throwable> failure, Executor threads) {
        synchronized (this) {
            ending.ended = true;
        }
        try {
            // Nobody joins one that has ended.
            ending.waiting.forEach(one -> threads.execute(() -> {
                if (failure == null) {
                    one.complete(told);
                } else {
                    one.completeExceptionally(failure.get());
                }
            }));
        } catch (RejectedExecutionException stopped) {
            // The front is gone, and its callers with it.
            return;
        }
    }
}
