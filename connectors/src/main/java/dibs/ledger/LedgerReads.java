package dibs.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads of the ledger for users: single grants, wallets, and how far the ledger is.
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

    /** One statement, so one moment: every row committed before it began is in the sum and in the list. */
    private static final String WALLET = "select statement_timestamp() as as_of, total.points, newest.*"
            + " from (select coalesce(sum(amount), 0)::bigint as points from dibs.ledger_entry where user_id = :user) total"
            + " left join lateral (select campaign_id, kind, amount, decided_at from dibs.ledger_entry"
            + " where user_id = :user order by decided_at desc, kind desc, campaign_id limit :most) newest on true";

    /** Every front keeps at least one connection under a name of its own. */
    private static final String READERS = "select count(distinct application_name) from pg_stat_activity"
            + " where datname = current_database() and application_name like '" + LedgerDatabase.READER + "%'";

    private static final String PROGRESS = "select partition, next_offset from dibs.ledger_progress";

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

    /** What the user has now; empty for whoever was never granted anything. */
    public Wallet wallet(String user) {
        try (Handle handle = jdbi.open()) {
            limit(handle.getConnection());
            List<WalletRow> rows = handle.createQuery(WALLET)
                    .bind("user", user)
                    .bind("most", Wallet.ENTRIES)
                    .map(WalletRow::of)
                    .list();
            WalletRow first = rows.get(0);
            return new Wallet(
                    user,
                    first.points(),
                    first.asOf(),
                    rows.stream().flatMap(row -> row.entry().stream()).toList());
        } catch (JdbiException | SQLException e) {
            throw new LedgerUnreachableException(e);
        }
    }

    /** How many processes read this ledger for users, this one among them. */
    public int readers() {
        try (Handle handle = jdbi.open()) {
            limit(handle.getConnection());
            return handle.createQuery(READERS).mapTo(int.class).one();
        } catch (JdbiException | SQLException e) {
            throw new LedgerUnreachableException(e);
        }
    }

    /** How far each partition of the grants is in the ledger: the offset to go on at. */
    public Map<Integer, Long> progress() {
        try (Handle handle = jdbi.open()) {
            limit(handle.getConnection());
            return handle.createQuery(PROGRESS)
                    .setMapKeyColumn("partition")
                    .setMapValueColumn("next_offset")
                    .collectInto(new GenericType<Map<Integer, Long>>() {});
        } catch (JdbiException | SQLException e) {
            throw new LedgerUnreachableException(e);
        }
    }

    private record WalletRow(Instant asOf, long points, Optional<Wallet.Entry> entry) {
        static WalletRow of(ResultSet row, StatementContext context) throws SQLException {
            String campaign = row.getString("campaign_id");
            return new WalletRow(
                    instant(row, "as_of"),
                    row.getLong("points"),
                    campaign == null
                            ? Optional.empty()
                            : Optional.of(new Wallet.Entry(
                                    campaign,
                                    row.getString("kind"),
                                    row.getLong("amount"),
                                    instant(row, "decided_at"))));
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
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
                instant(row, "decided_at"),
                row.getInt("source_partition"),
                row.getLong("source_offset"));
    }
}
