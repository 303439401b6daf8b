package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dibs.local.OwnDatabase;
import dibs.rush.HttpTarget;
import dibs.rush.Journal;
import dibs.rush.Rush;
import dibs.rush.RushPlan;
import dibs.rush.RushReport;
import dibs.serve.Role;
import dibs.stream.StartFailure;
import dibs.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger database stands still or dies in the middle of a rush: payments are late, claims never notice. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class LedgerOutageTest {
    private static final int OUTAGE_SECONDS = Proof.times(2, 60);
    private static final int PAIRS = Proof.times(1, 3);
    private static final int RATE = 150;
    private static final int CEILING = Proof.times(300, 1_000);

    @TempDir
    Path dir;

    private interface Fault {
        void happen() throws Exception;
    }

    @Test
    void claimsAreDecidedAsIfNothingHadHappened() throws Exception {
        try (OwnDatabase database = new OwnDatabase(dir.resolve("own"));
                RunningDibs dibs = RunningDibs.startOn(
                        database.url(), "front.decision-timeout=30s", "ledger.rows-per-second=" + CEILING)) {
            Path journal = dir.resolve("rush.journal");
            rush(dibs, "warm", journal, () -> {});
            for (int pair = 1; pair <= PAIRS; pair++) {
                RushReport quiet = rush(dibs, "quiet-" + pair, journal, () -> {});
                RushReport frozen = rush(dibs, "frozen-" + pair, journal, () -> {
                    database.freeze();
                    wait(OUTAGE_SECONDS, dibs);
                    database.thaw();
                });
                RushReport killed = rush(dibs, "killed-" + pair, journal, () -> {
                    database.kill();
                    wait(OUTAGE_SECONDS, dibs);
                    database.start();
                });
                print(pair, Map.of("quiet", quiet, "stopped", frozen, "killed", killed));
            }
            Audited.clean(dibs, journal);
            Ledger ledger = dibs.ledger();
            System.out.printf("busiest second %d rows, ceiling %d%n", ledger.busiestSecond(), CEILING);
            assertThat(ledger.busiestSecond()).isLessThanOrEqualTo(CEILING);
            await().atMost(Duration.ofSeconds(30)).until(() -> behind(dibs).isEmpty());
        }
    }

    /** Half of the users can be granted; how many are, and that nothing contradicts, must be the same every time. */
    private static RushReport rush(RunningDibs dibs, String campaign, Path journal, Fault fault) throws Exception {
        int seconds = campaign.equals("warm") ? 3 : OUTAGE_SECONDS + 4;
        int users = RATE * seconds;
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
            fault.happen();
            RushReport report = running.get();
            assertThat(report.contradictions()).isEmpty();
            assertThat(report.usersGranted()).isEqualTo(users / 2);
            assertThat(report.latencies().get("granted").count()).isEqualTo(users / 2);
            assertThat(report.latencies().get("sold_out").count()).isEqualTo(users - users / 2);
            // A front that is still cold may turn callers away.
            if (!campaign.equals("warm")) {
                assertThat(report.attempts().values())
                        .as("%s", report.attempts())
                        .allMatch(count -> count == 0);
            }
            return report;
        } finally {
            thread.shutdownNow();
        }
    }

    private static long granted(RunningDibs dibs, String campaign) throws Exception {
        return new Claims(dibs.http())
                .get("/v1/campaigns/" + campaign + "/stats")
                .body()
                .path("granted")
                .asLong();
    }

    /** Meanwhile the instance stays ready and names the ledger. */
    private static void wait(int seconds, RunningDibs dibs) {
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        await().atMost(Duration.ofSeconds(30)).until(() -> behind(dibs).contains("ledger: retrying"));
        await().atMost(Duration.ofSeconds(seconds + 5L)).until(() -> System.nanoTime() - until > 0);
    }

    private static String behind(RunningDibs dibs) throws Exception {
        Claims.Answer ready = new Claims(dibs.http()).get("/health/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body().get("ready").asBoolean()).isTrue();
        return ready.body().get("behind").path(0).asText();
    }

    private static void print(int pair, Map<String, RushReport> reports) {
        reports.forEach((name, report) -> report.latencies()
                .forEach((outcome, took) -> System.out.printf(
                        "pair %d, database %s: %s p50 %.0f ms, p99 %.0f ms, %d claims%n",
                        pair, name, outcome, took.p50(), took.p99(), took.count())));
    }

    @Test
    void aLedgerThatIsAwayAtTheStartDelaysPaymentsOnly() throws Exception {
        try (OwnDatabase database = new OwnDatabase(dir.resolve("away"))) {
            database.freeze();
            try (RunningDibs dibs = RunningDibs.startOn(database.url())) {
                Claims claims = new Claims(dibs.http());
                assertThat(claims.open("early", 100, 100).status()).isEqualTo(201);
                assertThat(claims.claim("early", "u-1").status()).isEqualTo(201);
                assertThat(behind(dibs)).contains("ledger: retrying");
                database.thaw();
                await().atMost(Duration.ofSeconds(60)).until(() -> behind(dibs).isEmpty());
                Audited.clean(dibs);
                assertThat(dibs.ledger().rows()).isEqualTo(1);
            }
        }
    }

    @Test
    void aLedgerThatStopsForGoodStopsNoClaim() throws Exception {
        RunningDibs dibs = RunningDibs.start();
        try (dibs) {
            Claims claims = new Claims(dibs.http());
            claims.open("on", 1_000, 100);
            dibs.ledger().execute("alter table dibs.ledger_entry rename to hidden");
            claims.claimForSure("on", "u-1");
            await().atMost(Duration.ofSeconds(30)).until(() -> behind(dibs).contains("ledger: stopped"));
            assertThat(behind(dibs)).contains("42P01", "put it back");
            assertThat(claims.claimForSure("on", "u-2").status()).isEqualTo(201);
            dibs.ledger().execute("alter table dibs.hidden rename to ledger_entry");
        }
        try (RunningDibs again = dibs.again(EnumSet.allOf(Role.class))) {
            Audited.clean(again);
            assertThat(again.ledger().rows()).isEqualTo(2);
        }
    }

    @Test
    void aDatabaseThatDoesNotExistStopsTheStartWithALine() {
        try (OwnDatabase database = new OwnDatabase(dir.resolve("wrong"))) {
            String wrong = database.url().replace("/dibs", "/dubs");
            assertThatThrownBy(() -> RunningDibs.startOn(wrong))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("ledger sink stopped")
                    .hasMessageContaining("\"dubs\" does not exist")
                    .hasMessageContaining("create the database");
        }
    }
}
