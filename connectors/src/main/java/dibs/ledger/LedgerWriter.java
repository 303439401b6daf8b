package dibs.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Calls the functions every change of the ledger goes through: one autocommit statement each.
 *
 * <p>Safe for use by several threads. How long a call may take is set on the data source's connections.
 */
final class LedgerWriter {
    private static final String TAKE_OVER =
            "select epoch, next_offset, coalesce(last_offset, -1), last_digest from dibs.ledger_take_over(?)";
    private static final String SET_CEILING = "select from dibs.ledger_set_ceiling(?)";
    private static final String STILL_OWNED = "select partition from dibs.ledger_progress"
            + " join unnest(?, ?) as mine (partition, epoch) using (partition, epoch)";
    private static final String WRITE = "select outcome, wait_ms, rows_written, holder_epoch"
            + " from dibs.ledger_write(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** Where the rows' arrays begin among the function's parameters. */
    private static final int FIRST_OF_ROWS = 8;

    private final DataSource database;
    private final int ceiling;

    LedgerWriter(DataSource database, int ceiling) {
        this.database = database;
        this.ceiling = ceiling;
    }

    /** For whoever writes without being a sink. */
    void setCeiling() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SET_CEILING)) {
            statement.setInt(1, ceiling);
            statement.execute();
        }
    }

    /** Fences whoever held the partition and says how far the ledger is. */
    Ownership takeOver(int partition) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
            statement.setInt(1, partition);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Ownership(partition, row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4));
            }
        }
    }

    /** Those partitions that nobody else has taken over. */
    List<Integer> stillOwned(List<Ownership> owned) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(STILL_OWNED)) {
            EntryArrays.bind(statement, 1, "int", owned, Ownership::partition);
            EntryArrays.bind(statement, 2, "bigint", owned, Ownership::epoch);
            List<Integer> partitions = new ArrayList<>(owned.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    partitions.add(rows.getInt(1));
                }
            }
            return partitions;
        }
    }

    /** Writes the rows and moves the progress from {@code before} to {@code after}, or does neither. */
    WriteResult write(Ownership before, Ownership after, List<LedgerEntry> rows) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(WRITE)) {
            bindProgress(statement, before, after);
            EntryArrays.bind(statement, FIRST_OF_ROWS, rows);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                WriteResult.Outcome outcome =
                        WriteResult.Outcome.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
                return new WriteResult(outcome, row.getInt(2), row.getInt(3), row.getLong(4));
            }
        }
    }

    private void bindProgress(PreparedStatement statement, Ownership before, Ownership after) throws SQLException {
        statement.setInt(1, ceiling);
        statement.setInt(2, before.partition());
        statement.setLong(3, before.epoch());
        statement.setLong(4, before.nextOffset());
        statement.setLong(5, after.nextOffset());
        if (after.lastOffset() == Ownership.NONE) {
            statement.setNull(6, Types.BIGINT);
        } else {
            statement.setLong(6, after.lastOffset());
        }
        statement.setString(7, after.lastDigest());
    }
}
