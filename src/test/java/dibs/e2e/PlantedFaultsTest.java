package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.audit.AuditReport;
import dibs.audit.AuditSources;
import dibs.audit.Count;
import dibs.audit.Kind;
import dibs.audit.ReportText;
import dibs.e2e.TopicCopy.Kept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of every kind the audit knows, planted into copies of what a real run left behind, at the first place, the last
 * and random ones: all are found, of the right kind, and nothing else is.
 */
class PlantedFaultsTest {
    @TempDir
    static Path folder;

    private static final long SEED = System.nanoTime();
    private static final Random RANDOM = new Random(SEED);
    private static final Map<Kind, Faults.Plant> PLANTS = new EnumMap<>(Kind.class);
    private static AuditedWorld world;
    private static RequestFaults requests;

    @BeforeAll
    static void live() throws Exception {
        System.out.println("planted faults: seed " + SEED);
        world = AuditedWorld.lived(folder, SEED);
        requests = new RequestFaults(world, RANDOM);
        for (Faults faults : List.of(
                requests,
                new DecisionFaults(world, RANDOM),
                new LedgerFaults(world, RANDOM),
                new JournalFaults(world, RANDOM))) {
            PLANTS.putAll(faults.plants());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "BEGINNING_GONE")
    void everyOneIsFoundAndNothingElse(Kind kind) throws Exception {
        Set<String> places = new TreeSet<>();
        AuditReport report = Audited.run(PLANTS.get(kind).plant(places));
        assertThat(report.findings().keySet()).as(ReportText.table(report)).containsExactly(kind);
        assertThat(report.found(kind))
                .as(ReportText.table(report))
                .isEqualTo(places.size())
                .isGreaterThanOrEqualTo(20);
        assertThat(report.findings().get(kind).examples())
                .hasSize(20)
                .allSatisfy(
                        example -> assertThat(places).anyMatch(place -> example.matches(".*\\b" + place + "\\b.*")));
    }

    @Test
    void whatIsADeadLetterOrWrittenOffIsShownAndNotAccused() throws Exception {
        List<String> statements = new ArrayList<>();
        List<Kept> letters = new ArrayList<>(world.deadLetters);
        List<Kept> entries = requests.chosen(world.entries);
        for (int i = 0; i < entries.size(); i++) {
            Kept entry = entries.get(i);
            statements.add("delete from dibs.ledger_entry where " + LedgerFaults.row(AuditedWorld.json(entry.value())));
            if (i % 2 == 0) {
                letters.add(letter(entry));
            } else {
                statements.add("insert into dibs.written_off values ('" + world.topics.grants() + "', "
                        + entry.partition() + ", " + entry.offset() + ", 'gone', now())");
            }
        }
        AuditReport report = Audited.run(
                world.sources.withDatabase(world.ledger(statements)).withDeadLetters(TopicCopy.write(letters)));
        assertThat(report.findings()).as(ReportText.table(report)).isEmpty();
        assertThat(report.looked(Count.ROWS_DROPPED)).isEqualTo(Faults.COUNT / 2);
        assertThat(report.looked(Count.ROWS_IN_DEAD_LETTERS)).isEqualTo(Faults.COUNT / 2);
    }

    private static Kept letter(Kept entry) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("dibs-error-topic", KafkaRecords.utf8(world.topics.grants()));
        headers.add("dibs-error-partition", KafkaRecords.utf8("" + entry.partition()));
        headers.add("dibs-error-offset", KafkaRecords.utf8("" + entry.offset()));
        return entry.withHeaders(headers);
    }

    /** Two topics are not kept for ever: what is gone cannot be compared, and nothing is made of that. */
    @ParameterizedTest
    @ValueSource(strings = {"entries", "dead letters"})
    void whatIsGoneByAgeIsSaidAndNotAccused(String trimmed) throws Exception {
        boolean entries = trimmed.equals("entries");
        String copy = TopicCopy.write(entries ? world.entries : world.deadLetters);
        AuditSources sources = entries ? world.sources.withEntries(copy) : world.sources.withDeadLetters(copy);
        assertThat(Audited.run(sources).findings()).isEmpty();
        TopicCopy.deleteTheFirstHalf(copy);
        AuditReport report = Audited.run(sources);
        assertThat(report.findings()).as(ReportText.table(report)).isEmpty();
        assertThat(report.looked(Count.BEFORE_THE_LOGS_START)).isPositive();
    }

    /** Requests may only be gone of archived campaigns; whoever deletes those of others is found out. */
    @Test
    void requestsThatWereCutShortAreFound() throws Exception {
        String copy = TopicCopy.writeInPlace(world.requests, List.of());
        AuditSources sources =
                world.sources.withRequests(copy, world.group(copy)).withDeadLetters(requests.deadLettersOf(copy));
        assertThat(Audited.run(sources).findings()).isEmpty();
        TopicCopy.deleteTheFirstHalf(copy);
        AuditReport report = Audited.run(sources);
        // A stray of a campaign that is whole may have lost its copy, too.
        assertThat(report.findings().keySet())
                .as(ReportText.table(report))
                .contains(Kind.BEGINNING_GONE)
                .isSubsetOf(Kind.BEGINNING_GONE, Kind.STRAY_NOT_HOME_ONCE);
        assertThat(report.findings().get(Kind.BEGINNING_GONE).examples())
                .allSatisfy(example -> assertThat(example).contains("is not archived"));
        assertThat(report.notRecomputed().begins()).hasSize(4);
    }

    @Test
    void decisionsThatWereCutShortAreFound() throws Exception {
        String copy = TopicCopy.write(world.decisions);
        assertThat(Audited.run(world.sources.withDecisions(copy)).findings()).isEmpty();
        TopicCopy.deleteTheFirstHalf(copy);
        AuditReport report = Audited.run(world.sources.withDecisions(copy));
        assertThat(report.findings().keySet()).as(ReportText.table(report)).containsExactly(Kind.MISSING_DECISION);
    }
}
