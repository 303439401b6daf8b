package dibs.ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where dead letters are settled: tried again or written off, each once, whoever else tries at the same time.
 *
 * <p>Entries go through the same writer function as the sink's, under the same ceiling. A request that could not be read
 * is never sent again as it is: what can be read is part of the rules, so it would come back. A grant and its reversal
 * are settled as one. It holds one connection; used by one thread only.
 */
public final class DeadLetterDesk implements AutoCloseable {
    private static final String STATES = "select exists (select from dibs.written_off w where w.source_topic = l.topic"
            + " and w.source_partition = l.at_partition and w.source_offset = l.at_offset),"
            + " exists (select from dibs.ledger_entry e where e.campaign_id = l.campaign and e.user_id = l.usr"
            + " and e.kind = l.kind and e.source_partition = l.from_partition"
            + " and e.source_offset = l.from_offset)"
            + " from unnest(?, ?, ?, ?, ?, ?, ?, ?) with ordinality as l (topic, at_partition, at_offset,"
            + " campaign, usr, kind, from_partition, from_offset, nth) order by nth";
    private static final String RETRY =
            "select outcome, wait_ms, rows_written from dibs.ledger_retry(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String WRITE_OFF_ENTRIES =
            "select outcome from dibs.ledger_write_off(?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String WRITE_OFF_REQUEST = "insert into dibs.written_off"
            + " (source_topic, source_partition, source_offset, reason) values (?, ?, ?, ?) on conflict do nothing";

    private final Connection connection;
    private final String entriesTopic;

    /** What became of a letter. */
    public enum State {
        OPEN,
        IN_LEDGER,
        WRITTEN_OFF
    }

    /** What became of a try, and a word on it for people. Immutable. */
    public record Settled(boolean done, String words) {}

    private DeadLetterDesk(Connection connection, String entriesTopic) {
        this.connection = connection;
        this.entriesTopic = entriesTopic;
    }

    /** Connects to the ledger; {@code entriesTopic} is the topic whose records become rows. */
    public static DeadLetterDesk open(DatabaseUrl url, String entriesTopic) throws SQLException {
        Properties properties = new Properties();
        if (!url.user().isEmpty()) {
            properties.setProperty("user", url.user());
        }
        if (!url.password().isEmpty()) {
            properties.setProperty("password", url.password());
        }
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("ApplicationName", "dibs-dead-letters");
        properties.setProperty("options", "-c statement_timeout=20000 -c lock_timeout=10000");
        return new DeadLetterDesk(DriverManager.getConnection(url.jdbcUrl(), properties), entriesTopic);
    }

    /** What became of each, in the same order. */
    public List<State> states(List<DeadLetter> letters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATES)) {
            EntryArrays.bind(statement, 1, "text", letters, DeadLetter::topic);
            bindPlaces(statement, 2, letters);
            EntryArrays.bind(statement, 4, "text", letters, ofEntry(LedgerEntry::campaign));
            EntryArrays.bind(statement, 5, "text", letters, ofEntry(LedgerEntry::user));
            EntryArrays.bind(statement, 6, "text", letters, ofEntry(entry -> entry.kind().text));
            EntryArrays.bind(statement, 7, "int", letters, ofEntry(LedgerEntry::sourcePartition));
            EntryArrays.bind(statement, 8, "bigint", letters, ofEntry(LedgerEntry::sourceOffset));
            List<State> states = new ArrayList<>(letters.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    State otherwise = rows.getBoolean(2) ? State.IN_LEDGER : State.OPEN;
                    states.add(rows.getBoolean(1) ? State.WRITTEN_OFF : otherwise);
                }
            }
            return states;
        }
    }

    private static Function<DeadLetter, Object> ofEntry(Function<LedgerEntry, Object> field) {
        return letter -> letter.entry().map(field).orElse(null);
    }

    private static void bindPlaces(PreparedStatement statement, int first, List<DeadLetter> letters)
            throws SQLException {
        EntryArrays.bind(statement, first, "int", letters, DeadLetter::partition);
        EntryArrays.bind(statement, first + 1, "bigint", letters, DeadLetter::offset);
    }

    /**
     * Writes what the letters hold, all or none; waits for its turn under the ceiling.
     *
     * @param beforeEachTry told the rows, for whoever keeps copies of wallets
     */
    public Settled retry(List<DeadLetter> together, Consumer<List<LedgerEntry>> beforeEachTry) throws SQLException {
        for (DeadLetter letter : together) {
            if (!isEntry(letter)) {
                return new Settled(false, "a request that cannot be read stays so: send a right one, and drop this");
            }
            if (letter.entry().isEmpty()) {
                return new Settled(false, "holds no entry that can be read; drop writes it off");
            }
        }
        try {
            return write(together, beforeEachTry);
        } catch (SQLException e) {
            if (SqlFailure.of(e) != SqlFailure.ROWS) {
                throw e;
            }
            return new Settled(false, "refused again: " + SqlFailure.reason(e));
        }
    }

    private Settled write(List<DeadLetter> together, Consumer<List<LedgerEntry>> beforeEachTry) throws SQLException {
        List<LedgerEntry> rows =
                together.stream().map(each -> each.entry().orElseThrow()).toList();
        try (PreparedStatement statement = connection.prepareStatement(RETRY)) {
            statement.setString(1, entriesTopic);
            bindPlaces(statement, 2, together);
            EntryArrays.bind(statement, 4, rows);
            while (true) {
                beforeEachTry.accept(rows);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    switch (row.getString(1)) {
                        case "written" -> {
                            return new Settled(true, row.getInt(3) > 0 ? "written" : "was in the ledger already");
                        }
                        case "written_off" -> {
                            return new Settled(false, "was written off, and stays so");
                        }
                        default -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(row.getInt(2)));
                    }
                }
            }
        }
    }

    /** Writes the letters off, all or none: they shall never become rows or requests. */
    public Settled drop(List<DeadLetter> together, String reason) throws SQLException {
        return isEntry(together.get(0)) ? dropEntries(together, reason) : dropRequest(together.get(0), reason);
    }

    private Settled dropEntries(List<DeadLetter> together, String reason) throws SQLException {
        List<LedgerEntry> rows =
                together.stream().flatMap(each -> each.entry().stream()).toList();
        try (PreparedStatement statement = connection.prepareStatement(WRITE_OFF_ENTRIES)) {
            statement.setString(1, entriesTopic);
            bindPlaces(statement, 2, together);
            EntryArrays.bindIdentity(statement, 4, rows);
            statement.setString(9, reason);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return switch (row.getString(1)) {
                    case "written_off" -> new Settled(true, "written off");
                    case "in_ledger" -> new Settled(false, "is in the ledger");
                    default -> new Settled(false, "the sink is not past it yet: try again in a moment");
                };
            }
        }
    }

    private Settled dropRequest(DeadLetter letter, String reason) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITE_OFF_REQUEST)) {
            statement.setString(1, letter.topic());
            statement.setInt(2, letter.partition());
            statement.setLong(3, letter.offset());
            statement.setString(4, reason);
            statement.executeUpdate();
            return new Settled(true, "written off");
        }
    }

    private boolean isEntry(DeadLetter letter) {
        return letter.topic().equals(entriesTopic);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
