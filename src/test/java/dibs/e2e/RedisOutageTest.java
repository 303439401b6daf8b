package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.local.FaultProxy;
import dibs.local.OwnDatabase;
import dibs.local.OwnRedis;
import dibs.rush.HttpTarget;
import dibs.rush.Journal;
import dibs.rush.Rush;
import dibs.rush.RushPlan;
import dibs.rush.RushReport;
import dibs.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis fails in every way in the middle of claims and looks at screens: nobody is told anything else than without. */
@Tag("alone")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class RedisOutageTest {
    private static final int FAULT_SECONDS = Proof.times(2, 6);
    private static final int ROUNDS = Proof.times(1, 5);
    private static final int RATE = 100;
    private static final int LOOKS = 150;
    private static final int READS = 60;

    /** All pools of the caches together. */
    private static final int MORE_THREADS = 20;

    @TempDir
    Path dir;

    private interface Step {
        void happen() throws Exception;
    }

    private record Fault(Step begin, Step end) {}

    @Test
    void claimsAndScreensGoOnAndTheDatabaseDoesNotFeelIt() throws Exception {
        try (OwnDatabase database = new OwnDatabase(dir.resolve("database"));
                OwnRedis redis = new OwnRedis(dir.resolve("redis"));
                FaultProxy proxy = new FaultProxy(redis.port())) {
            StatementLog statements =
                    StatementLog.of(database.url(), dir.resolve("database").resolve("postgres.log"));
            try (RunningDibs dibs = RunningDibs.startOnBoth(
                    database.url(),
                    "redis://127.0.0.1:" + proxy.port(),
                    "front.decision-timeout=30s",
                    "front.max-wait=30s",
                    "ledger.rows-per-second=1000",
                    "cache.database-reads-per-second=" + READS)) {
                Path journal = dir.resolve("rush.journal");
                Fault none = new Fault(() -> {}, () -> {});
                Result quiet = round(dibs, "warm", journal, none);
                for (int round = 1; round <= ROUNDS; round++) {
                    for (Map.Entry<String, Fault> each : faults(redis, proxy).entrySet()) {
                        if (ROUNDS > 1) {
                            quiet = round(dibs, "quiet-" + each.getKey() + round, journal, none);
                        }
                        Result faulty = round(dibs, each.getKey() + round, journal, each.getValue());
                        print(each.getKey(), quiet, faulty);
                    }
                }
                Audited.clean(dibs, journal);
                long[] reads = statements.times("as as_of");
                long busiest = StatementLog.busiestSecond(reads);
                System.out.printf(
                        "%d wallets read from the database, busiest second %d, ceiling %d%n",
                        reads.length, busiest, READS);
                assertThat(busiest).isBetween(READS / 2L, (long) READS);
            }
        }
    }

    private static Map<String, Fault> faults(OwnRedis redis, FaultProxy proxy) {
        Map<String, Fault> faults = new LinkedHashMap<>();
        faults.put("killed", new Fault(redis::kill, redis::start));
        faults.put("flushed", new Fault(redis::flush, redis::flush));
        faults.put("stopped", new Fault(redis::freeze, redis::thaw));
        faults.put("full", new Fault(redis::fill, redis::makeRoom));
        faults.put("read-only", new Fault(redis::makeReadOnly, redis::makeWritable));
        faults.put("slow", new Fault(() -> proxy.delay(500), () -> proxy.delay(0)));
        return faults;
    }

    private record Result(RushReport rush, Map<String, Long> sources, long pageP99, int threads) {
        double p99(String outcome) {
            return rush.latencies().get(outcome).p99();
        }
    }

    /** Half of the users can be granted; how many are, and that nothing contradicts, must be the same every time. */
    private static Result round(RunningDibs dibs, String campaign, Path journal, Fault fault) throws Exception {
        int users = RATE * (2 * FAULT_SECONDS + 2);
        RushPlan plan = new RushPlan(
                campaign,
                users,
                1,
                RATE,
                1_000,
                users / 2 * 100L,
                100,
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (HttpTarget target = new HttpTarget(dibs.http(), Duration.ofSeconds(30));
                Journal told = Journal.at(journal)) {
            Future<RushReport> running = thread.submit(() -> new Rush(plan, target, told).run(Progress.none()));
            await().atMost(Duration.ofSeconds(30)).until(() -> granted(dibs, campaign) > RATE / 2);
            try (Screens screens = Screens.lookingAt(dibs, campaign, users, LOOKS)) {
                fault.begin().happen();
                wait(FAULT_SECONDS);
                int threads = threads();
                fault.end().happen();
                RushReport report = running.get();
                screens.stop();
                assertClean(report, users);
                assertThat(screens.slowest()).as("the slowest page, ms").isLessThan(2_000);
                return new Result(report, screens.sources(), screens.p99(), threads);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    /** Of the server in this JVM but for those of HTTP, whose number is a setting; whoever idles stays for ten seconds. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("dibs-") && !name.startsWith("dibs-http"))
                .count();
    }

    private static void assertClean(RushReport report, int users) {
        assertThat(report.contradictions()).isEmpty();
        assertThat(report.usersGranted()).isEqualTo(users / 2);
        assertThat(report.latencies().get("granted").count()).isEqualTo(users / 2);
        assertThat(report.latencies().get("sold_out").count()).isEqualTo(users - users / 2);
        assertThat(report.attempts().values()).as("%s", report.attempts()).allMatch(count -> count == 0);
    }

    private static long granted(RunningDibs dibs, String campaign) throws Exception {
        return new Claims(dibs.http())
                .get("/v1/campaigns/" + campaign + "/stats")
                .body()
                .path("granted")
                .asLong();
    }

    private static void wait(int seconds) {
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await().atMost(Duration.ofSeconds(seconds + 5L)).until(() -> System.nanoTime() - until > 0);
    }

    private static void print(String fault, Result quiet, Result faulty) {
        List<String> ratios = new ArrayList<>();
        for (String outcome : List.of("granted", "sold_out")) {
            ratios.add("%s p99 %.0f ms (quiet %.0f)".formatted(outcome, faulty.p99(outcome), quiet.p99(outcome)));
        }
        System.out.printf(
                "Redis %s: %s; page p99 %d ms (quiet %d), threads %d (quiet %d)%n    %s%n    quiet %s%n",
                fault,
                String.join(", ", ratios),
                faulty.pageP99(),
                quiet.pageP99(),
                faulty.threads(),
                quiet.threads(),
                faulty.sources(),
                quiet.sources());
        assertThat(faulty.threads()).as("more threads").isLessThan(quiet.threads() + MORE_THREADS);
    }
}
