package dibs.front;

import dibs.campaign.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A campaign that the log said to be sold out: until when that holds, and which claim is under way to hear it again.
 *
 * <p>A lease covers the claims that came within its length after it was taken, also those that came before the log's
 * word did. So they wait for it rather than be asked of the log themselves, and however slow the log is, two claims in
 * each length of a lease are all that it has to refuse. All times are as {@link System#nanoTime()} counts. Thread-safe.
 */
final class SoldOutCampaign {
    private final long length;
    private Lease lease;
    private Renewal renewal;

    /** @param length of a lease in nanoseconds */
    SoldOutCampaign(long length) {
        this.length = length;
    }

    /**
     * The log's word.
     *
     * @param taken before the claim was handed to the log
     * @param position of the claim that the log refused
     */
    record Lease(long taken, Position position) {}

    /**
     * What a claim does.
     *
     * @param renewal where it is the one that asks the log, else null
     * @param lease that it may be refused under, maybe later; null if none was had
     */
    record Turn(Renewal renewal, CompletableFuture<Lease> lease) {}

    /** A claim under way, and those that wait for what it is told; told in the order in which they came. */
    static final class Renewal {
        private final long begun;
        private final List<CompletableFuture<Lease>> waiting = new ArrayList<>();
        private boolean ended;

        private Renewal(long begun) {
            this.begun = begun;
        }

        /** To be taken as the lease's time. */
        long begun() {
            return begun;
        }
    }

    /** Of a claim that comes {@code now}. */
    synchronized Turn next(long now) {
        boolean underWay = renewal != null && !renewal.ended;
        boolean toldLately = lease != null && now - lease.taken() < length / 2;
        boolean askedLately = underWay && now - renewal.begun < length / 2;
        if (!toldLately && !askedLately) {
            renewal = new Renewal(now);
            return new Turn(renewal, null);
        }
        if (lease != null && now - lease.taken() < length) {
            return new Turn(null, CompletableFuture.completedFuture(lease));
        }
        CompletableFuture<Lease> later = new CompletableFuture<>();
        renewal.waiting.add(later);
        return new Turn(null, later);
    }

    /** The log refused another claim. */
    synchronized void learn(Lease told) {
        if (lease == null || told.taken() - lease.taken() > 0) {
            lease = told;
        }
    }

    /** Tells those who wait: {@code told}, or null where there is nothing that they could be refused by. */
    void end(Renewal ending, Lease told, Executor threads) {
        List<CompletableFuture<Lease>> waiting;
        synchronized (this) {
            ending.ended = true;
            waiting = List.copyOf(ending.waiting);
            ending.waiting.clear();
        }
        try {
            waiting.forEach(one -> one.completeAsync(() -> told, threads));
        } catch (RejectedExecutionException stopped) {
            // The front is gone, and its callers with it.
            return;
        }
    }
}
