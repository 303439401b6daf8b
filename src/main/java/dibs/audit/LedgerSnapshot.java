package dibs.audit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The ledger as it was at one moment: rows, and how far the sink had come with the entries.
 *
 * <p>One transaction that only reads, open until the rows are read. Not thread-safe, but for {@link #isPassed} and
 * {@link #isWrittenOff}.
 */
final class LedgerSnapshot implements AutoCloseable {
    private static final int FETCHED_AT_ONCE = 5_000;
    /** Microseconds since 1970 as a whole number, so that a time which the contract cannot write is seen. */
    private static final String ROWS = "select campaign_id, user_id, kind, amount, rank, request_id,"
            + " case when isfinite(decided_at) then (extract(epoch from decided_at) * 1000000)::bigint end,"
            + " source_partition, source_offset from dibs.ledger_entry";

    private final Connection connection;
    private final boolean isThere;
    private final Map<Integer, Long> passed = new HashMap<>();
    private final Map<String, Set<Place>> writtenOff = new HashMap<>();

    private LedgerSnapshot(Connection connection, boolean isThere) {
        this.connection = connection;
        this.isThere = isThere;
    }

    /** Without a database nothing is passed, and nothing can be said about rows. */
    static LedgerSnapshot none() {
        return new LedgerSnapshot(null, false);
    }

    static LedgerSnapshot take(AuditSources.Database database) {
        try {
            Properties properties = new Properties();
            if (!database.user().isEmpty()) {
                properties.setProperty("user", database.user());
            }
            if (!database.password().isEmpty()) {
                properties.setProperty("password", database.password());
            }
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("tcpKeepAlive", "true");
            properties.setProperty("ApplicationName", "dibs-audit");
            Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
            return read(connection);
        } catch (SQLException e) {
            throw new AuditFailure("the ledger cannot be read: " + e.getMessage(), e);
        }
    }

    private static LedgerSnapshot read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            statement.execute("set idle_in_transaction_session_timeout = 0; set statement_timeout = 0");
            LedgerSnapshot snapshot = new LedgerSnapshot(connection, exists(statement, "dibs.ledger_entry"));
            if (snapshot.isThere) {
                snapshot.readProgress(statement);
            }
            if (exists(statement, "dibs.written_off")) {
                snapshot.readWrittenOff(statement);
            }
            return snapshot;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean exists(Statement statement, String table) throws SQLException {
        try (ResultSet found = statement.executeQuery("select to_regclass('" + table + "') is not null")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private void readProgress(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select partition, next_offset from dibs.ledger_progress")) {
            while (rows.next()) {
                passed.put(rows.getInt(1), rows.getLong(2));
            }
        }
    }

    private void readWrittenOff(Statement statement) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("select source_topic, source_partition, source_offset from dibs.written_off")) {
            while (rows.next()) {
                writtenOff
                        .computeIfAbsent(rows.getString(1), topic -> new HashSet<>())
                        .add(new Place(rows.getInt(2), rows.getLong(3)));
            }
        }
    }

    /** Whether the sink had come past the entry at that place of its topic. */
    boolean isPassed(Place entry) {
        return entry.offset() < passed.getOrDefault(entry.partition(), 0L);
    }

    boolean isWrittenOff(String topic, Place entry) {
        return writtenOff.getOrDefault(topic, Set.of()).contains(entry);
    }

    /** One row; {@code decidedAt} is null where the contract has no way to write it. */
    record Row(String campaign, String user, String kind, Shown shown) {}

    /** What is done with a row. */
    interface Reader {
        void read(Row row);
    }

    void forEach(Reader reader) {
        if (!isThere) {
            return;
        }
        Times times = new Times();
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet rows = statement.executeQuery(ROWS)) {
                while (rows.next()) {
                    reader.read(row(rows, times));
                }
            }
        } catch (SQLException e) {
            throw new AuditFailure("the ledger cannot be read: " + e.getMessage(), e);
        }
    }

    private static Row row(ResultSet row, Times times) throws SQLException {
        long micros = row.getLong(7);
        String decidedAt = row.wasNull() || micros % 1000 != 0 ? null : times.text(micros / 1000);
        Shown shown = new Shown(
                row.getLong(4), row.getLong(5), row.getString(6), decidedAt, new Place(row.getInt(8), row.getLong(9)));
        return new Row(row.getString(1), row.getString(2), row.getString(3), shown);
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException alreadyGone) {
            // Nothing was written, so nothing is lost.
        }
    }
}
