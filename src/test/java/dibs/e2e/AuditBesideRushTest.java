package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.audit.ReportText;
import org.junit.jupiter.api.Test;

/** A system at work is cut at one moment: nothing that is still on its way is accused, told early or not. */
class AuditBesideRushTest {
    private static final int AUDITS = Proof.times(8, 100);

    @Test
    void whatIsOnItsWayIsNotAccused() throws Exception {
        try (RunningDibs dibs = RunningDibs.start("front.decision-timeout=30s", "ledger.rows-per-second=300");
                Crowd crowd = Crowd.claiming(dibs, 32)) {
            Mix mix = new Mix(dibs.topic("requests"), System.nanoTime());
            long pending = 0;
            for (int audit = 0; audit < AUDITS; audit++) {
                mix.send(500);
                AuditReport report = crowd.auditNow();
                assertThat(report.findings()).as(ReportText.table(report)).isEmpty();
                pending += report.looked(Count.ROWS_PENDING);
            }
            crowd.stop();
            assertThat(pending).as("the ledger was behind").isPositive();
            AuditReport last = crowd.auditNow();
            assertThat(last.looked(Count.JOURNAL_YES)).isPositive();
            assertThat(last.findings()).as(ReportText.table(last)).isEmpty();
        }
    }
}
