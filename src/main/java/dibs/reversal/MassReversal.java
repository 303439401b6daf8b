package dibs.reversal;

import dibs.terminal.Progress;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks for one reversal after another, evenly spaced, without waiting for each answer: operators' answers are held for
 * half a second.
 *
 * <p>A call counts once however often it is made, so whoever got no final answer is simply asked for again. Of the
 * users only as many as {@link ReversalPlan#underWay} have begun and not ended. Used once.
 */
public final class MassReversal {
    private static final long PAUSE_MILLIS = 100;
    private static final long LARGEST_PAUSE_MILLIS = 5_000;

    private final ReversalPlan plan;
    private final UserList users;
    private final ReversalCalls calls;
    private final ReversalJournal journal;
    private final Bucket pace;
    private final Semaphore room;
    private final Map<String, String> without = new ConcurrentHashMap<>();
    private final Map<String, Outcome> others = new ConcurrentHashMap<>();
    private final AtomicReference<RuntimeException> stopped = new AtomicReference<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reversal-pace");
        thread.setDaemon(true);
        return thread;
    });

    public MassReversal(ReversalPlan plan, UserList users, ReversalCalls calls, ReversalJournal journal) {
        this.plan = plan;
        this.users = users;
        this.calls = calls;
        this.journal = journal;
        this.room = new Semaphore(plan.underWay());
        // Room for one only: what was not used is lost, so no pause is made up for by a burst.
        Duration gap = Duration.ofNanos((long) (1e9 / plan.rate()));
        this.pace = Bucket.builder()
                .addLimit(limit -> limit.capacity(1).refillGreedy(1, gap))
                .withNanosecondPrecision()
                .build();
    }

    /** Returns when every user has an answer or was given up; throws if nothing more can be asked. */
    public ReversalReport run(Progress progress) {
        long started = System.nanoTime();
        int before = journal.size();
        for (String user : users.users()) {
            if (journal.told(user) != null) {
                progress.step(1);
            } else if (!begin(user, progress)) {
                break;
            }
        }
        room.acquireUninterruptibly(plan.underWay());
        later.shutdownNow();
        double seconds = (System.nanoTime() - started) / 1e9;
        String why = stopped.get() == null ? null : stopped.get().getMessage();
        return ReversalReport.of(plan, users, journal, without, others, before, seconds, why);
    }

    /** Waits for room; false: the run is to end. */
    private boolean begin(String user, Progress progress) {
        room.acquireUninterruptibly();
        if (stopped.get() != null) {
            room.release();
            return false;
        }
        attempt(new Try(user, progress, System.nanoTime() + plan.patience().toNanos(), PAUSE_MILLIS));
        return true;
    }

    /** One attempt for a user, and until when another may follow. */
    private record Try(String user, Progress progress, long deadline, long pause) {
        Try next() {
            return new Try(user, progress, deadline, Math.min(2 * pause, LARGEST_PAUSE_MILLIS));
        }
    }

    private void attempt(Try each) {
        var unused = pace.asScheduler()
                .consume(1, later)
                .thenCompose(turn -> calls.reverse(plan, each.user(), journal.requestId()))
                .whenComplete((heard, failure) -> {
                    try {
                        if (failure == null) {
                            answered(each, heard);
                        } else {
                            again(each, 0, reason(failure));
                        }
                    } catch (RuntimeException e) {
                        stop(each, e);
                    }
                });
    }

    private void answered(Try each, Heard heard) {
        if (heard.isForAll()) {
            stop(each, new ReversalFailure(calls.url() + " answered " + heard.words()));
        } else if (heard.isForNow()) {
            again(each, heard.retryAfterMillis(), heard.words());
        } else {
            outcome(each, heard, heard.outcome(journal.requestId()));
        }
    }

    private void outcome(Try each, Heard heard, Outcome outcome) {
        if (!outcome.isFinal()) {
            giveUp(each, outcome, heard.words());
            return;
        }
        journal.told(each.user(), outcome, heard);
        if (!outcome.isDone()) {
            without.put(each.user(), heard.words());
        }
        end(each);
    }

    private void again(Try each, long retryAfter, String why) {
        long jittered = ThreadLocalRandom.current().nextLong(each.pause() / 2, each.pause() + 1);
        long wait = Math.max(retryAfter, jittered);
        if (stopped.get() != null || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait) > each.deadline()) {
            giveUp(each, Outcome.UNANSWERED, why);
            return;
        }
        var unused = later.schedule(() -> attempt(each.next()), wait, TimeUnit.MILLISECONDS);
    }

    private void giveUp(Try each, Outcome outcome, String why) {
        journal.unanswered(each.user(), why);
        without.put(each.user(), why);
        others.put(each.user(), outcome);
        end(each);
    }

    /** What nobody can answer otherwise ends the run; those under way still get their answers. */
    private void stop(Try each, RuntimeException why) {
        stopped.compareAndSet(null, why);
        others.put(each.user(), Outcome.UNANSWERED);
        without.put(each.user(), String.valueOf(why.getMessage()));
        end(each);
    }

    private void end(Try each) {
        each.progress().step(1);
        room.release();
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
