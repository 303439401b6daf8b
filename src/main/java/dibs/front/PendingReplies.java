package dibs.front;

import dibs.campaign.Decision;
import dibs.stream.LocalReplies;
import dibs.stream.ReplyAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests of this front that wait for their decision, found by its own count and never by a label of the caller.
 *
 * <p>Answers are written by {@code answering}, not by whoever brings the decision: the thread that decides must not wait
 * for a slow reader. Thread-safe.
 */
final class PendingReplies implements LocalReplies {
    private final long front = new SecureRandom().nextLong();
    private final AtomicLong sequence = new AtomicLong();
    private final ConcurrentMap<Long, CompletableFuture<Decision>> waiting = new ConcurrentHashMap<>();
    private final int partition;
    private final int max;
    private final Duration timeout;
    private final Executor answering;

    /**
     * A new front with a number of its own.
     *
     * @param partition of {@code dibs.replies} this front reads
     * @param max how many may wait at once
     */
    PendingReplies(int partition, int max, Duration timeout, Executor answering) {
        this.partition = partition;
        this.max = max;
        this.timeout = timeout;
        this.answering = answering;
    }

    /** A place to be told at, or a problem if all are taken. */
    ReplyAddress newAddress() {
        if (waiting.size() >= max) {
            throw Problem.unavailable("too many requests are under way; nothing was written, send it again later");
        }
        return new ReplyAddress(partition, front, sequence.incrementAndGet());
    }

    /** Completed with the decision, or with null if none came in time. */
    CompletableFuture<Decision> await(ReplyAddress address) {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        waiting.put(address.sequence(), decision);
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS, answering)
                .execute(() -> complete(address, null));
        return decision;
    }

    /** Gives the place back without a decision. */
    void forget(ReplyAddress address) {
        waiting.remove(address.sequence());
    }

    @Override
    public boolean tell(ReplyAddress address, Decision decision) {
        if (address.front() != front) {
            return false;
        }
        if (waiting.containsKey(address.sequence())) {
            answer(address, decision);
        }
        return true;
    }

    private void answer(ReplyAddress address, Decision decision) {
        try {
            answering.execute(() -> complete(address, decision));
        } catch (RejectedExecutionException stopped) {
            // The front is gone and so is its caller; the decider must not notice.
            forget(address);
        }
    }

    private void complete(ReplyAddress address, Decision decision) {
        CompletableFuture<Decision> place = waiting.remove(address.sequence());
        if (place != null) {
            place.complete(decision);
        }
    }

    int underWay() {
        return waiting.size();
    }
}
