package dibs.compare;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dibs.terminal.Progress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * The same claims by all contenders in one run, round by round and never two at a time, so that what changes on the
 * machine meanwhile changes for all. Used once.
 */
public final class Comparison {
    /** They would complain with all their stack whenever a server is killed, and that is what is done to it here. */
    private static final List<String> CLIENTS = List.of(
            "org.apache.kafka", "org.apache.commons.pool2", "redis.clients", "com.zaxxer.hikari", "org.postgresql");

    /** More than one contender opens. */
    private static final int CAMPAIGNS = 10_000;

    private final ComparePlan plan;
    private final List<Competitor> all;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    public Comparison(ComparePlan plan) {
        this.plan = plan;
        this.all = IntStream.range(0, plan.names().size())
                .mapToObj(i ->
                        new Competitor(Contenders.find(plan.names().get(i)).orElseThrow(), plan, CAMPAIGNS * (i + 1)))
                .toList();
    }

    /** How many steps progress is told of. */
    public static long steps(ComparePlan plan) {
        return plan.names().size() * (3L + 2L * plan.rounds() * Phase.values().length);
    }

    /** Starts all servers, measures, and stops them. */
    public CompareReport run(Progress progress) {
        CLIENTS.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF));
        long begin = System.nanoTime();
        Thread atExit = new Thread(this::close, "compare-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            Path folder = add(new RunFolder(plan.folder())).path();
            Pinning pinning = add(Pinning.take());
            measure(add(new Bench(folder, plan.durability(), pinning.servers())), pinning, progress);
            return report(pinning, (System.nanoTime() - begin) / 1e9);
        } finally {
            close();
            forget(atExit);
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // It runs already.
        }
    }

    private void measure(Bench bench, Pinning pinning, Progress progress) {
        each(progress, competitor -> add(competitor).start(bench));
        pinning.release();
        each(progress, Competitor::warmUp);
        pinning.keep();
        rounds(progress, Competitor::measureTop);
        rounds(progress, Competitor::measureCalm);
        each(progress, Competitor::contest);
    }

    private void rounds(Progress progress, BiConsumer<Competitor, Phase> measurement) {
        for (int round = 0; round < plan.rounds(); round++) {
            for (Phase phase : Phase.values()) {
                each(progress, competitor -> measurement.accept(competitor, phase));
            }
        }
    }

    private void each(Progress progress, Consumer<Competitor> work) {
        for (Competitor competitor : all) {
            work.accept(competitor);
            progress.step(1);
        }
    }

    private CompareReport report(Pinning pinning, double seconds) {
        List<Row> rows = all.stream().map(Competitor::row).toList();
        Map<String, Row> byName = rows.stream().collect(Collectors.toMap(Row::name, Function.identity()));
        List<Goal.Result> goals = Goal.ALL.stream()
                .map(goal -> goal.result(byName))
                .flatMap(Optional::stream)
                .toList();
        return new CompareReport(plan, Machine.describe(), pinning.describe(), rows, goals, seconds);
    }

    private <T extends AutoCloseable> T add(T part) {
        synchronized (open) {
            open.push(part);
        }
        return part;
    }

    private void close() {
        synchronized (open) {
            while (!open.isEmpty()) {
                try {
                    open.pop().close();
                } catch (Exception e) {
                    System.err.println("dibs: a part of the comparison did not close in order: " + e);
                }
            }
        }
    }
}
