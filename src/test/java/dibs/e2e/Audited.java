package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.audit.Audit;
import dibs.audit.AuditReport;
import dibs.audit.AuditSources;
import dibs.audit.Count;
import dibs.audit.ReportText;
import dibs.ledger.DatabaseUrl;
import dibs.stream.Topics;
import dibs.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The oracle that every test of faults ends with. */
final class Audited {
    private Audited() {}

    /** Fails unless every request is decided, every grant a row, the audit finds nothing, and asyncapi.yaml holds. */
    static AuditReport clean(RunningDibs dibs, Path... journals) {
        return clean(dibs.audited(journals));
    }

    /** The same for a process of its own, with the topics' usual names. */
    static AuditReport clean(ServeProcess serve, Path... journals) {
        return clean(sources(serve.kafka(), "dibs.", serve.database(), journals));
    }

    static AuditSources sources(String kafka, String prefix, String database, Path... journals) {
        DatabaseUrl ledger = DatabaseUrl.parse(database);
        return sources(
                Map.of("bootstrap.servers", kafka),
                new Topics(prefix),
                new AuditSources.Database(ledger.jdbcUrl(), ledger.user(), ledger.password()),
                journals);
    }

    static AuditSources sources(
            Map<String, Object> kafka, Topics topics, AuditSources.Database database, Path... journals) {
        return new AuditSources(
                kafka,
                topics.deciderApplication(),
                topics.requests(),
                topics.decisions(),
                topics.grants(),
                topics.deadLetters(),
                topics.campaigns(),
                database,
                List.of(journals));
    }

    static AuditReport clean(AuditSources sources) {
        AtomicReference<AuditReport> last = new AtomicReference<>();
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            last.set(run(sources));
            assertThat(last.get().isClean()).as(ReportText.table(last.get())).isTrue();
            assertThat(last.get().looked(Count.UNDECIDED_YET)).isZero();
            assertThat(last.get().looked(Count.ROWS_PENDING)).isZero();
        });
        TopicRecords.assertValid(sources);
        return last.get();
    }

    static AuditReport run(AuditSources sources) {
        return new Audit(sources, size -> Progress.none()).run();
    }
}
