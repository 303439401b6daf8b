package dibs.e2e;

import dibs.ledger.DatabaseUrl;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Looks at the ledger table with plain SQL, past all of Dibs. */
final class Ledger {
    private final Jdbi jdbi;

    Ledger(String url) {
        DatabaseUrl database = DatabaseUrl.parse(url);
        this.jdbi = Jdbi.create(database.jdbcUrl(), database.user(), database.password());
    }

    /** Of all campaigns. */
    long rows() {
        return jdbi.withHandle(h -> h.createQuery("select count(*) from dibs.ledger_entry")
                .mapTo(Long.class)
                .one());
    }

    long rows(String campaign) {
        return jdbi.withHandle(h -> h.createQuery("select count(*) from dibs.ledger_entry where campaign_id = ?")
                .bind(0, campaign)
                .mapTo(Long.class)
                .one());
    }

    /** What the user has. */
    long points(String user) {
        return jdbi.withHandle(
                h -> h.createQuery("select coalesce(sum(amount), 0)::bigint from dibs.ledger_entry where user_id = ?")
                        .bind(0, user)
                        .mapTo(Long.class)
                        .one());
    }

    List<Long> ranks(String campaign) {
        return jdbi.withHandle(
                h -> h.createQuery("select rank from dibs.ledger_entry where campaign_id = ? order by rank")
                        .bind(0, campaign)
                        .mapTo(Long.class)
                        .list());
    }

    List<String> users(String campaign) {
        return jdbi.withHandle(
                h -> h.createQuery("select user_id from dibs.ledger_entry where campaign_id = ? order by user_id")
                        .bind(0, campaign)
                        .mapTo(String.class)
                        .list());
    }

    /** The most rows that any half-open second holds, by the time of their admission. */
    long busiestSecond() {
        return busiest("recorded_at");
    }

    /** The same by the time at which they were committed. */
    long busiestSecondByCommit() {
        return busiest("pg_xact_commit_timestamp(xmin)");
    }

    private long busiest(String time) {
        // Times are whole microseconds, so this frame is the half-open second.
        return number("with batches as (select " + time + " as t, count(*) as n from dibs.ledger_entry group by 1)"
                + " select coalesce(max(n), 0)::bigint from (select sum(n) over (order by t"
                + " range between current row and interval '999999 microseconds' following) as n from batches) s");
    }

    /** One number, by any SQL. */
    long number(String sql) {
        return jdbi.withHandle(h -> h.createQuery(sql).mapTo(Long.class).one());
    }

    void execute(String sql) throws SQLException {
        jdbi.useHandle(h -> {
            try (Statement statement = h.getConnection().createStatement()) {
                statement.execute(sql);
            }
        });
    }

    /** What is written, in the order of the ranks and each grant before its reversal. */
    List<String> entries(String campaign) {
        return jdbi.withHandle(h -> h.createQuery("select concat(kind, ' ', amount, ' #', rank, ' ', user_id)"
                        + " from dibs.ledger_entry where campaign_id = ? order by rank, kind")
                .bind(0, campaign)
                .mapTo(String.class)
                .list());
    }
}
