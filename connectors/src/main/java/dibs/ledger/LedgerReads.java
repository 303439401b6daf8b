package dibs.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Looks single grants up in the ledger.
 *
 * <p>An answer or a {@link LedgerUnreachableException} comes within a second, so that a page that asks can name what is
 * missing instead of waiting. Safe for use by several threads.
 */
public final class LedgerReads {
    /** How long one answer may take once a connection is there, milliseconds. */
    static final int ANSWER_MILLIS = 500;

    private static final String FIND = "select campaign_id, user_id, amount, rank, request_id, decided_at,"
            + " source_partition, source_offset from dibs.ledger_entry"
            + " where campaign_id = :campaign and user_id = :user and kind = 'grant'";

    private final Jdbi jdbi;

    public LedgerReads(DataSource reads) {
        this.jdbi = Jdbi.create(reads);
    }

    /** Whether this user's grant of this campaign is in the ledger; one taken back later still is. */
    public boolean contains(String campaign, String user) {
        return find(campaign, user).isPresent();
    }

    public Optional<LedgerEntry> find(String campaign, String user) {
        try (Handle handle = jdbi.open()) {
            limit(handle.getConnection());
            return handle.createQuery(FIND)
                    .bind("campaign", campaign)
                    .bind("user", user)
                    .map(LedgerReads::grant)
                    .findOne();
        } catch (JdbiException | SQLException e) {
            throw new LedgerUnreachableException(e);
        }
    }

    private static void limit(Connection connection) throws SQLException {
        // The server's own time-out does not help where the server does not answer. The pool resets it.
        connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
    }

    private static LedgerEntry grant(ResultSet row, StatementContext context) throws SQLException {
        return new LedgerEntry(
                row.getString("campaign_id"),
                row.getString("user_id"),
                LedgerEntry.Kind.GRANT,
                row.getLong("amount"),
                row.getLong("rank"),
                row.getString("request_id"),
                row.getObject("decided_at", OffsetDateTime.class).toInstant(),
                row.getInt("source_partition"),
                row.getLong("source_offset"));
    }
}
