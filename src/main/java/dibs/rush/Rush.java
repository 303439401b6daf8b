package dibs.rush;

import dibs.terminal.Progress;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets many users claim one campaign, and measures.
 *
 * <p>The open loop keeps to its schedule whatever the answers do: a claim is due when it is due, and its latency counts
 * from then, also where it had to wait for others to be answered (no coordinated omission; Gil Tene, "How not to measure
 * latency"). One thread sends; the target's own threads receive.
 */
public final class Rush {
    /** What the campaign of the warm-up has after its id. */
    public static final String WARM_UP = "-warm-up";

    private static final long SEED = 42;
    private static final int WARM_UP_CONCURRENCY = 64;

    private final RushPlan plan;
    private final Target target;
    private final Journal journal;

    public Rush(RushPlan plan, Target target, Journal journal) {
        this.plan = plan;
        this.target = target;
        this.journal = journal;
    }

    /** Throws {@link RushFailure} where it could not be run. */
    public RushReport run(Progress progress) {
        try {
            journal.begin(plan, target.name());
            warmUp();
            target.open(plan.campaign(), plan.budget(), plan.reward());
            return claim(progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RushFailure("interrupted", e);
        }
    }

    /** Users of their own on a campaign of its own: connections, compiled code and caches are those of the rush. */
    private void warmUp() throws InterruptedException {
        if (plan.warmUp().isZero()) {
            return;
        }
        String campaign = plan.campaign() + WARM_UP;
        target.open(campaign, 1_000_000_000L, 1);
        Semaphore free = new Semaphore(WARM_UP_CONCURRENCY);
        try (Pursuits pursuits = new Pursuits(plan, target, journal, new Verdict(1), (reply, due) -> free.release())) {
            long end = System.nanoTime() + plan.warmUp().toNanos();
            for (int i = 0; System.nanoTime() < end; i++) {
                free.acquire();
                pursuits.begin(new Ask(campaign, "w-" + i / 2, "w-" + i, null), System.nanoTime());
            }
            free.acquire(WARM_UP_CONCURRENCY);
        }
    }

    private RushReport claim(Progress progress) throws InterruptedException {
        Semaphore free = new Semaphore(plan.concurrency());
        CountDownLatch left = new CountDownLatch(plan.claims());
        Verdict verdict = new Verdict(plan.reward());
        Latencies latencies = new Latencies();
        long started = System.nanoTime();
        try (Pursuits pursuits = new Pursuits(plan, target, journal, verdict, (reply, due) -> {
            if (reply != null) {
                latencies.add(reply, System.nanoTime() - due);
            }
            free.release();
            left.countDown();
            progress.step(1);
        })) {
            double sending = seconds(started, send(pursuits, free, latencies, started));
            left.await();
            double seconds = seconds(started, System.nanoTime());
            verdict.close(grantable());
            return report(pursuits, verdict, latencies, sending, seconds);
        }
    }

    /** Sends all, each when it is due; returns when the last one left. */
    private long send(Pursuits pursuits, Semaphore free, Latencies latencies, long started)
            throws InterruptedException {
        long sent = started;
        int[] order = shuffled(plan.claims());
        for (int i = 0; i < order.length; i++) {
            long due = plan.isOpenLoop() ? started + (long) (i * (1e9 / plan.rate())) : started;
            parkUntil(due);
            free.acquire();
            sent = System.nanoTime();
            if (plan.isOpenLoop()) {
                latencies.left(sent - due);
            }
            pursuits.begin(ask(order[i]), plan.isOpenLoop() ? due : sent);
        }
        return sent;
    }

    private RushReport report(Pursuits pursuits, Verdict verdict, Latencies latencies, double sending, double seconds) {
        // Of an open loop's claims the first is due at once, so one interval less lies between them.
        int intervals = plan.claims() - (plan.isOpenLoop() ? 1 : 0);
        return new RushReport(
                plan,
                target.name(),
                plan.rate(),
                intervals / Math.max(sending, 1 / Math.max(plan.rate(), 1)),
                plan.claims() / seconds,
                seconds,
                latencies.all(),
                latencies.leftLate(),
                latencies.picture(),
                pursuits.attempts(),
                verdict.granted(),
                verdict.points(),
                verdict.all());
    }

    /** An operator may have acted meanwhile; where nobody can be asked any more, none has. */
    private long grantable() {
        try {
            return Math.max(plan.budget(), target.grantable(plan.campaign(), plan.reward()));
        } catch (RushFailure gone) {
            return plan.budget();
        }
    }

    private Ask ask(int claim) {
        int user = claim % plan.users();
        return new Ask(plan.campaign(), "u-" + user, plan.campaign() + "-" + user + "-" + claim / plan.users(), null);
    }

    private static double seconds(long from, long to) {
        return (to - from) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** Always the same order, so that two rushes ask the same. */
    private static int[] shuffled(int claims) {
        int[] order = new int[claims];
        Arrays.setAll(order, i -> i);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = claims - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int claim = order[i];
            order[i] = order[other];
            order[other] = claim;
        }
        return order;
    }

    private static void parkUntil(long due) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }
}
