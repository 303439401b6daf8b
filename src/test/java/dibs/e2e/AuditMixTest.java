package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.audit.AuditReport;
import dibs.audit.Count;
import dibs.audit.ReportText;
import org.junit.jupiter.api.Test;

/** The rules of the audit and those of the decider, each written from the contract, agree on all kinds of requests. */
class AuditMixTest {
    private static final int REQUESTS = Proof.times(5_000, 1_000_000);

    @Test
    void bothAgree() throws Exception {
        long seed = System.nanoTime();
        try (RunningDibs dibs = RunningDibs.start("ledger.rows-per-second=50000")) {
            new Mix(dibs.topic("requests"), seed).send(REQUESTS);
            AuditReport report = Audited.clean(dibs);
            System.out.println("audit of a mix from seed " + seed + "\n" + ReportText.table(report));
            assertThat(report.looked(Count.REQUESTS)).isGreaterThan(REQUESTS);
            assertThat(report.looked(Count.STRAYS)).isGreaterThan(REQUESTS / 100);
            assertThat(report.looked(Count.DEAD_REQUESTS)).isGreaterThan(REQUESTS / 100);
            assertThat(report.looked(Count.REVERSALS)).isPositive();
            assertThat(report.looked(Count.GRANTS)).isGreaterThan(REQUESTS / 100);
        }
    }
}
