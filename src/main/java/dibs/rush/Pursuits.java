package dibs.rush;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Pursues each claim until its final answer: looks where a 202 points to, and claims again what was turned away or not
 * answered, which is safe since a claim counts once. So a server that is killed and comes back costs latency, and no
 * answer. Thread-safe.
 */
final class Pursuits implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    private static final long LARGEST_PAUSE_MILLIS = 2_000;

    private final RushPlan plan;
    private final Target target;
    private final Journal journal;
    private final Verdict verdict;
    private final Ended ended;
    private final Map<String, LongAdder> attempts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "rush-later");
        thread.setDaemon(true);
        return thread;
    });

    /** Told when a claim has its final answer, or null if it never got one. */
    interface Ended {
        void with(Reply reply, long due);
    }

    Pursuits(RushPlan plan, Target target, Journal journal, Verdict verdict, Ended ended) {
        this.plan = plan;
        this.target = target;
        this.journal = journal;
        this.verdict = verdict;
        this.ended = ended;
    }

    /** Sends the first attempt of a claim that was due at {@code due}, nanoseconds as {@link System#nanoTime}. */
    void begin(Ask ask, long due) {
        attempt(ask, due, PAUSE_MILLIS);
    }

    /** Attempts that had no final answer, by why. */
    Map<String, Long> attempts() {
        Map<String, Long> all = new TreeMap<>();
        attempts.forEach((why, count) -> all.put(why, count.sum()));
        return all;
    }

    private void attempt(Ask ask, long due, long pause) {
        guarded(ask, due, () -> {
            long number = journal.asked(ask);
            long sentAt = System.nanoTime();
            var unused = target.attempt(ask)
                    .whenComplete((heard, failure) -> guarded(ask, due, () -> {
                        if (failure != null) {
                            unanswered(number, ask, due, pause, reason(failure));
                        } else {
                            journal.told(number, ask, heard);
                            answered(ask, heard, due, pause, sentAt);
                        }
                    }));
        });
    }

    /** A claim that is dropped without a word would be waited for until the end of time. */
    private void guarded(Ask ask, long due, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            giveUp(ask, due, "the rush itself failed: " + e);
        }
    }

    private void unanswered(long number, Ask ask, long due, long pause, String reason) {
        journal.unanswered(number, ask, reason);
        count("unanswered");
        again(ask, due, pause, pause, reason);
    }

    private void answered(Ask ask, Heard heard, long due, long pause, long sentAt) {
        long heardAt = System.nanoTime();
        if (heardAt - sentAt > plan.answerWithin().toNanos()) {
            verdict.late(ask, (heardAt - sentAt) / 1e9);
        }
        Reply reply = Reply.of(ask, heard);
        switch (reply.kind()) {
            case OPEN -> {
                count(reply.outcome());
                boolean canFollow = heard.location() != null && heard.location().contains("?position=");
                Ask next = canFollow ? ask.following(heard.location()) : ask.claimingAgain();
                again(next, due, pause, pause, "undecided");
            }
            case TURNED_AWAY -> {
                count(reply.outcome());
                again(ask, due, Math.max(heard.retryAfterMillis(), pause), pause, "turned away with " + heard.status());
            }
            default -> {
                verdict.heard(ask, heard, reply, sentAt, heardAt);
                ended.with(reply, due);
            }
        }
    }

    private void again(Ask ask, long due, long wait, long pause, String last) {
        long patience = plan.patience().toNanos() - TimeUnit.MILLISECONDS.toNanos(wait);
        if (System.nanoTime() - due > patience) {
            giveUp(ask, due, last);
            return;
        }
        long next = Math.min(pause * 2, LARGEST_PAUSE_MILLIS);
        var unused = later.schedule(() -> attempt(ask, due, next), wait, TimeUnit.MILLISECONDS);
    }

    private void giveUp(Ask ask, long due, String last) {
        verdict.never(ask, last);
        ended.with(null, due);
    }

    private void count(String why) {
        attempts.computeIfAbsent(why, w -> new LongAdder()).increment();
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
