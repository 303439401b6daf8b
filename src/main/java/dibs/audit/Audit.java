package dibs.audit;

import dibs.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Recomputes every outcome from the request log and compares decisions, ledger and journals with it.
 *
 * <p>Time is linear in the records; memory in the grants (some 50 bytes each), reversals, strays and
 * dead letters, so that a log may be much larger than memory. May be run beside a system at work: see {@link Cut}.
 */
public final class Audit {
    private final AuditSources sources;
    private final LongFunction<Progress> bar;

    /**
     * Makes it ready to run.
     *
     * @param bar makes what shows the progress through that many records
     */
    public Audit(AuditSources sources, LongFunction<Progress> bar) {
        this.sources = sources;
        this.bar = bar;
    }

    /** Throws {@link AuditFailure} where it could not be run to its end. */
    public AuditReport run() {
        long started = System.nanoTime();
        // Before all else: what was told or written by now was asked by now.
        Map<Path, Long> journals = lengths();
        try (LedgerSnapshot ledger =
                sources.database() == null ? LedgerSnapshot.none() : LedgerSnapshot.take(sources.database())) {
            Cut cut = Cut.take(sources);
            try (Progress progress = bar.apply(cut.size())) {
                return compare(journals, ledger, cut, progress, started);
            }
        }
    }

    private AuditReport compare(
            Map<Path, Long> journals, LedgerSnapshot ledger, Cut cut, Progress progress, long started) {
        long salt = new SecureRandom().nextLong();
        Findings findings = new Findings();
        Counts counts = new Counts();
        DeadLetters deadLetters = new DeadLetters(sources, cut, findings, progress);
        Strays strays = new Strays(cut, findings, salt);
        KnownCampaigns known = KnownCampaigns.read(sources, cut, progress);
        World world = World.of(findings, counts, deadLetters, strays, known, salt);
        inParallel(cut.requests().partitions(), p -> () -> {
            new PartitionAudit(sources, cut, p, world, progress).run();
            return null;
        });
        counts.add(Count.CAMPAIGNS, world.campaigns().size());
        AuditReport.NotRecomputed notRecomputed = new Beginnings(cut, world).check();
        counts.add(Count.STRAYS, strays.check(world));
        counts.add(Count.DEAD_REQUESTS, deadLetters.check(counts));
        counts.add(Count.REQUESTS_DROPPED, deadLetters.dropped(ledger));
        List<EntryAudit> entries = inParallel(
                cut.entries().partitions(), p -> () -> new EntryAudit(sources, cut, p, world, ledger, progress).run());
        LedgerAudit rows = new LedgerAudit(cut, world);
        rows.compareRows(ledger);
        rows.checkMissing(entries, sources.database() != null);
        JournalAudit told = new JournalAudit(cut, world);
        journals.forEach(told::compare);
        List<String> at = IntStream.range(0, cut.requests().partitions())
                .mapToObj(p -> p + ":" + cut.requests().end(p))
                .toList();
        double seconds = (System.nanoTime() - started) / 1e9;
        return new AuditReport(findings.all(), counts.all(), at, notRecomputed, seconds, cut.size());
    }

    private Map<Path, Long> lengths() {
        Map<Path, Long> lengths = new LinkedHashMap<>();
        for (Path journal : sources.journals()) {
            try {
                JournalAudit.requireJournal(journal);
                lengths.put(journal.toRealPath(), Files.size(journal));
            } catch (IOException e) {
                throw new AuditFailure("there is no journal " + journal + " that can be read", e);
            }
        }
        return lengths;
    }

    /** One task for each partition, as many at once as there are processors. */
    private static <T> List<T> inParallel(int partitions, IntFunction<Callable<T>> task) {
        int threads = Math.min(partitions, Runtime.getRuntime().availableProcessors());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int p = 0; p < partitions; p++) {
                running.add(executor.submit(task.apply(p)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AuditFailure failure
                    ? failure
                    : new AuditFailure("the audit itself failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditFailure("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }
}
