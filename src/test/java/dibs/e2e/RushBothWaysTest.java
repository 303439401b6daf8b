package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.local.TestServers;
import dibs.rush.HttpTarget;
import dibs.rush.Journal;
import dibs.rush.KafkaTarget;
import dibs.rush.Rush;
import dibs.rush.RushPlan;
import dibs.rush.RushReport;
import dibs.rush.RushText;
import dibs.rush.Target;
import dibs.stream.Topics;
import dibs.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rush straight to the topic and one over HTTP, on real servers: exact counts, and an audit of both journals. */
class RushBothWaysTest {
    private static final int USERS = Proof.times(1_000, 3_000);

    @TempDir
    Path folder;

    @Test
    void bothWaysGiveExactlyTheBudget() throws Exception {
        Path journal = folder.resolve("rush.journal");
        Duration timeout = Duration.ofSeconds(60);
        try (RunningDibs dibs = RunningDibs.start("front.decision-timeout=30s", "ledger.rows-per-second=5000")) {
            rush(
                    new KafkaTarget(TestServers.kafka(), Map.of(), new Topics(dibs.prefix()), timeout),
                    plan("kafka", 2_000),
                    journal);
            rush(new HttpTarget(dibs.http(), timeout), plan("http", 0), journal);
            AuditReport audit = Audited.clean(dibs, journal);
            assertThat(audit.looked(Count.JOURNAL_YES)).isGreaterThanOrEqualTo(USERS * 2L);
            assertThat(audit.looked(Count.JOURNAL_NO)).isEqualTo(USERS * 2L);
            assertThat(audit.looked(Count.JOURNAL_ASKED)).isGreaterThan(USERS * 4L);
        }
    }

    private static RushPlan plan(String campaign, double rate) {
        Duration aMinute = Duration.ofMinutes(1);
        return new RushPlan(
                campaign,
                USERS,
                2,
                rate,
                64 + (int) rate,
                USERS / 2 * 100L,
                100,
                Duration.ofMillis(300),
                aMinute,
                aMinute);
    }

    private static void rush(Target target, RushPlan plan, Path file) {
        try (target;
                Journal journal = Journal.at(file)) {
            RushReport report = new Rush(plan, target, journal).run(Progress.none());
            System.out.println(RushText.table(report));
            assertThat(report.contradictions()).as(RushText.table(report)).isEmpty();
            assertThat(report.usersGranted()).isEqualTo(USERS / 2);
            assertThat(report.pointsGranted()).isEqualTo(plan.budget());
            assertThat(report.latencies().get("granted").count()).isEqualTo(USERS / 2);
            assertThat(report.latencies().get("repeated").count()).isEqualTo(USERS / 2);
            assertThat(report.latencies().get("sold_out").count()).isEqualTo(USERS);
        }
    }
}
