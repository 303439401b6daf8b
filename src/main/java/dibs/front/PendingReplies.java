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
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests of this front that wait for their decision, found by its own count and never by a label of the caller.
 *
 * <p>Answers are written by {@code answering}, not by whoever brings the decision: the thread that decides must not wait
 * for a slow reader. One sweep ends all waits that took too long: a timer for each would outlive its claim by the whole
 * time-out, and there would be as many as claims in that time. It also gives the answers that are held back: see
 * {@link SoldOutLease}. Thread-safe.
 */
final class PendingReplies implements LocalReplies, AutoCloseable {
    private static final int SWEEP_MILLIS = 20;

    private final long front = new SecureRandom().nextLong();
    private final AtomicLong sequence = new AtomicLong();
    private final ConcurrentMap<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final int partition;
    private final Semaphore places;
    private final Refusals refusals;
    private final long timeoutNanos;
    private final SoldOutLease lease;
    private final ToldDecisions toldBefore;
    private final Executor answering;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dibs-time-outs");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * One that waits.
     *
     * @param told the decision that is held back until the deadline; null while none was told
     * @param deadline as {@link System#nanoTime()} counts
     */
    private record Waiting(CompletableFuture<Decision> answer, Decision told, long deadline) {

        Waiting holding(Decision decision, long until) {
            return told == null ? new Waiting(answer, decision, until) : this;
        }
    }

    /**
     * A new front with a number of its own.
     *
     * @param partition of {@code dibs.replies} this front reads
     * @param max how many may wait at once
     */
    PendingReplies(
            int partition,
            int max,
            Refusals refusals,
            Duration timeout,
            SoldOutLease lease,
            ToldDecisions toldBefore,
            Executor answering) {
        this.partition = partition;
        this.lease = lease;
        this.toldBefore = toldBefore;
        this.places = new Semaphore(max);
        this.refusals = refusals;
        this.timeoutNanos = timeout.toNanos();
        this.answering = answering;
        var unused = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to wait, or throws a problem if all places are taken.
     *
     * @param decision completed with the decision, or with null if none came in time
     */
    ReplyAddress begin(CompletableFuture<Decision> decision) {
        if (!places.tryAcquire()) {
            throw refusals.count(Refusals.Reason.UNDER_WAY);
        }
        ReplyAddress address = new ReplyAddress(partition, front, sequence.incrementAndGet());
        waiting.put(address.sequence(), new Waiting(decision, null, System.nanoTime() + timeoutNanos));
        return address;
    }

    /** The number of this front, in every address it gives. */
    long front() {
        return front;
    }

    /** Gives the place back without a decision. */
    void forget(ReplyAddress address) {
        take(address.sequence());
    }

    @Override
    public boolean tell(ReplyAddress address, Decision decision) {
        if (address.front() != front) {
            return false;
        }
        toldBefore.note(address.sequence(), decision);
        Duration hold = lease.hold(decision);
        if (!hold.isZero()) {
            long until = System.nanoTime() + hold.toNanos();
            waiting.computeIfPresent(address.sequence(), (number, one) -> one.holding(decision, until));
        } else if (waiting.containsKey(address.sequence())) {
            answer(address.sequence(), decision);
        }
        return true;
    }

    int underWay() {
        return waiting.size();
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
    }

    /** Taken before it is handed on: a pool that is stuck must not be given the same wait at every sweep. */
    private void sweep() {
        long now = System.nanoTime();
        waiting.forEach((number, one) -> {
            if (now - one.deadline() >= 0 && waiting.remove(number, one)) {
                places.release();
                var unused = hand(() -> one.answer().complete(one.told()));
            }
        });
    }

    private void answer(long number, Decision decision) {
        boolean handed = hand(() -> {
            Waiting one = take(number);
            if (one != null) {
                one.answer().complete(decision);
            }
        });
        if (!handed) {
            take(number);
        }
    }

    /** False where the front is gone, and its callers with it; the decider must not notice. */
    private boolean hand(Runnable answer) {
        try {
            answering.execute(answer);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    /** Only one taker gets it, and gives its place back. */
    private Waiting take(long number) {
        Waiting taken = waiting.remove(number);
        if (taken != null) {
            places.release();
        }
        return taken;
    }
}
