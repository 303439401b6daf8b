package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * The writer and the whole sink beside what anyone would write instead, without a ceiling: the same rows into tables
 * with the same indexes on one database with fsync, rounds interleaved. It prints ratios; it asserts only that all rows
 * are there.
 */
class LedgerRatiosTest extends SinkTest {
    private static final boolean PROOF = Boolean.getBoolean("dibs.proof");
    private static final int ROUNDS = PROOF ? 7 : 1;
    private static final int ROWS = PROOF ? 50_000 : 2_000;

    /** One insert for each row is slow: fewer of them are enough to tell how slow. */
    private static final int SINGLE_ROWS = PROOF ? 5_000 : 200;

    private static final int NO_CEILING = 1_000_000;

    private interface Way {
        void write(SinkWorld world, int rows) throws Exception;
    }

    @Test
    void besideCopyAndSingleInserts() throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            // The first one warms up.
            Map<String, List<Double>> into = round == 0 ? new LinkedHashMap<>() : rates;
            measure(into, "COPY", ROWS, LedgerRatiosTest::copy);
            measure(into, "one insert per row", SINGLE_ROWS, LedgerRatiosTest::singleInserts);
            measure(into, "writer, 1,000 rows a batch", ROWS, (world, rows) -> writer(world, rows, 1_000));
            measure(into, "writer, 25 rows a batch", ROWS / 5, (world, rows) -> writer(world, rows, 25));
            measureSink(into);
        }
        double copy = median(rates.get("COPY"));
        rates.forEach((way, all) -> System.out.printf(
                Locale.ROOT,
                "%-28s %8.0f rows/s (%.0f to %.0f), %.2f of COPY%n",
                way,
                median(all),
                all.stream().mapToDouble(each -> each).min().orElseThrow(),
                all.stream().mapToDouble(each -> each).max().orElseThrow(),
                median(all) / copy));
        assertThat(rates).hasSize(5);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(each -> each).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void measure(Map<String, List<Double>> rates, String way, int rows, Way how) throws Exception {
        try (SinkWorld own = new SinkWorld();
                LedgerDatabase schema = new LedgerDatabase(own.database.url(own.name(), "postgres"))) {
            schema.migrate(NO_CEILING);
            long begun = System.nanoTime();
            how.write(own, rows);
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(own.rows()).isEqualTo(rows);
            rates.computeIfAbsent(way, key -> new ArrayList<>()).add(rows / seconds);
        }
    }

    /** From the first row to the last one, with all that is on the topic before the sink starts. */
    private static void measureSink(Map<String, List<Double>> rates) throws Exception {
        try (SinkWorld own = new SinkWorld()) {
            own.manyGrants(ROWS);
            own.sink(NO_CEILING);
            own.awaitRows(ROWS);
            own.assertExactly(ROWS);
            String span = "select round(extract(epoch from max(recorded_at) - min(recorded_at)) * 1000000)"
                    + " from dibs.ledger_entry";
            rates.computeIfAbsent("the whole sink, from Kafka", key -> new ArrayList<>())
                    .add(ROWS * 1e6 / Math.max(1, own.count(span)));
        }
    }

    private static void copy(SinkWorld world, int rows) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (LedgerEntry entry : Entries.grants(1, rows)) {
            lines.append(String.join(
                            "\t",
                            Arrays.asList(
                                    entry.campaign(),
                                    entry.user(),
                                    entry.kind().text,
                                    Long.toString(entry.amount()),
                                    Long.toString(entry.rank()),
                                    entry.requestId(),
                                    entry.decidedAt().toString(),
                                    Integer.toString(entry.sourcePartition()),
                                    Long.toString(entry.sourceOffset()),
                                    entry.decidedAt().toString())))
                    .append('\n');
        }
        try (Connection connection = world.database.connect(world.name())) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy dibs.ledger_entry from stdin", new StringReader(lines.toString()));
        }
    }

    private static void singleInserts(SinkWorld world, int rows) throws Exception {
        try (Connection connection = world.database.connect(world.name());
                PreparedStatement insert = connection.prepareStatement(
                        "insert into dibs.ledger_entry values (?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())")) {
            for (LedgerEntry entry : Entries.grants(1, rows)) {
                insert.setString(1, entry.campaign());
                insert.setString(2, entry.user());
                insert.setString(3, entry.kind().text);
                insert.setLong(4, entry.amount());
                insert.setLong(5, entry.rank());
                insert.setString(6, entry.requestId());
                insert.setTimestamp(7, Timestamp.from(entry.decidedAt()));
                insert.setInt(8, entry.sourcePartition());
                insert.setLong(9, entry.sourceOffset());
                insert.executeUpdate();
            }
        }
    }

    private static void writer(SinkWorld world, int rows, int batch) throws Exception {
        try (LedgerDatabase database = new LedgerDatabase(world.database.url(world.name(), "postgres"))) {
            LedgerWriter writer = new LedgerWriter(database.writes(), NO_CEILING);
            Ownership owner = writer.takeOver(0);
            for (int from = 1; from <= rows; from += batch) {
                Ownership after = owner.movedTo(owner.nextOffset() + batch, owner.nextOffset() + batch - 1, "d");
                writer.write(owner, after, Entries.grants(from, batch));
                owner = after;
            }
        }
    }
}
