package dibs.compare;

import dibs.compare.Contenders.Entry;
import dibs.compare.Contenders.Kind;
import dibs.compare.Load.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One contender in one run, with what was measured of it so far. What fails once is not tried again, and the others go on.
 * Used by one thread.
 */
final class Competitor implements AutoCloseable {
    /** Servers start, campaigns open and what is under way is answered within this; else it failed. */
    private static final int PATIENCE_SECONDS = 120;
    /** The load of the latency is a fifth of what is possible at most. */
    private static final double CALM = 0.2;

    private static final int LEAST_USERS = 500;
    private static final int MOST_USERS = 50_000;

    private final Entry entry;
    private final ComparePlan plan;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Map<Phase, List<Figure>> top = new EnumMap<>(Phase.class);
    private final Map<Phase, List<Figure>> calm = new EnumMap<>(Phase.class);
    private Contender contender;
    private int campaigns;
    private Safety safety;
    private String failure;

    /**
     * For one run.
     *
     * @param campaigns number before those of its campaigns: some contenders share a server
     */
    Competitor(Entry entry, ComparePlan plan, int campaigns) {
        this.entry = entry;
        this.plan = plan;
        this.campaigns = campaigns;
        for (Phase phase : Phase.values()) {
            top.put(phase, new ArrayList<>());
            calm.put(phase, new ArrayList<>());
        }
    }

    /** Starts servers and clients. */
    void start(Bench bench) {
        attempt(PATIENCE_SECONDS, () -> contender = entry.starter().start(bench));
    }

    /** As long as its servers need; those that are compiled while they run need longer. */
    void warmUp() {
        for (Phase phase : Phase.values()) {
            measure(phase, 0, plan.warmUpSeconds(entry.kind()), new ArrayList<>());
        }
    }

    /** As many claims as are answered. */
    void measureTop(Phase phase) {
        measure(phase, 0, plan.seconds(), top.get(phase));
    }

    /** A fifth of as many, on a schedule. */
    void measureCalm(Phase phase) {
        double rate = Spread.of(top.get(phase), Figure::rate).median() * CALM;
        if (rate > 0) {
            measure(phase, rate, plan.seconds(), calm.get(phase));
        }
    }

    private void measure(Phase phase, double rate, double seconds, List<Figure> into) {
        attempt(PATIENCE_SECONDS + (int) seconds, () -> into.add(figure(phase, rate, seconds)));
    }

    private Figure figure(Phase phase, double rate, double seconds) throws Exception {
        String campaign = phase.campaign(++campaigns);
        contender.open(campaign, phase.room());
        if (phase.outcome() == Outcome.SOLD_OUT && entry.kind() != Kind.LIMIT) {
            FirstClaim first = new FirstClaim(campaign);
            contender.run(first);
            first.requireGranted();
        }
        MeasuredLoad load = new MeasuredLoad(campaign, plan.inFlight(), rate, seconds, phase.outcome());
        contender.run(load);
        return load.figure();
    }

    /** The contested round, with a kill in it. */
    void contest() {
        if (entry.kind() != Kind.LIMIT) {
            attempt(2 * PATIENCE_SECONDS, () -> safety = contested());
        }
    }

    private Safety contested() throws Exception {
        String campaign = "contested-" + ++campaigns;
        int users = contestants();
        contender.open(campaign, ContestedLoad.room(users));
        CompletableFuture<String> restarted = new CompletableFuture<>();
        ContestedLoad load = new ContestedLoad(campaign, users, plan.inFlight(), new Kill(contender, restarted));
        var unused = restarted.whenComplete((trouble, failed) -> load.back());
        contender.run(load);
        String trouble = restarted.get();
        return Safety.of(ContestedLoad.room(users), contender.grants(campaign), load.told(), load.failures(), trouble);
    }

    /** So many that it has some seconds to do. */
    private int contestants() {
        double rate = Spread.of(top.get(Phase.GRANTS), Figure::rate).median();
        return (int) Math.max(LEAST_USERS, Math.min(MOST_USERS, rate));
    }

    /** Kills in a thread of its own, and says what went wrong, or null. */
    private record Kill(Contender contender, CompletableFuture<String> restarted) implements Runnable {
        @Override
        public void run() {
            new Thread(this::kill, "compare-kill").start();
        }

        private void kill() {
            String trouble = null;
            try {
                contender.killAndRestart();
            } catch (Exception e) {
                trouble = "it did not come back after the kill: " + e;
            }
            restarted.complete(trouble);
        }
    }

    private void attempt(int seconds, Callable<?> work) {
        if (failure != null) {
            return;
        }
        Future<?> done = thread.submit(work);
        try {
            done.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            done.cancel(true);
            failure = "not done within " + seconds + " s";
        } catch (ExecutionException e) {
            failure = String.valueOf(e.getCause());
        } catch (InterruptedException e) {
            done.cancel(true);
            Thread.currentThread().interrupt();
            throw new CompareFailure("interrupted", e);
        }
    }

    Row row() {
        return new Row(entry.name(), entry.title(), entry.kind(), top, calm, safety, failure);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        if (contender != null) {
            contender.close();
        }
    }
}
