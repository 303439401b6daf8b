package dibs.ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Says which entries have no row in the ledger that equals them in everything. One connection; used by one thread. */
public final class LedgerCheck implements AutoCloseable {
    private static final String MISSING = "select nth from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) with ordinality as l"
            + " (campaign, usr, kind, amount, rank, label, at, from_partition, from_offset, nth)"
            + " where not exists (select from dibs.ledger_entry e where e.campaign_id = l.campaign"
            + " and e.user_id = l.usr and e.kind = l.kind and e.amount = l.amount and e.rank = l.rank"
            + " and e.request_id = l.label and e.decided_at = l.at and e.source_partition = l.from_partition"
            + " and e.source_offset = l.from_offset) order by nth";

    private final Connection connection;

    private LedgerCheck(Connection connection) {
        this.connection = connection;
    }

    public static LedgerCheck open(DatabaseUrl url) throws SQLException {
        Properties properties = new Properties();
        if (!url.user().isEmpty()) {
            properties.setProperty("user", url.user());
            properties.setProperty("password", url.password());
        }
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("ApplicationName", "dibs-trim");
        return new LedgerCheck(DriverManager.getConnection(url.jdbcUrl(), properties));
    }

    /** Those without such a row, in the same order. */
    public List<LedgerEntry> missing(List<LedgerEntry> entries) throws SQLException {
        List<LedgerEntry> missing = new ArrayList<>();
        if (!entries.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
                EntryArrays.bind(statement, 1, entries);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        missing.add(entries.get(rows.getInt(1) - 1));
                    }
                }
            }
        }
        return missing;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
