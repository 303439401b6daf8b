package dibs.e2e;

import dibs.ledger.DatabaseUrl;
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

    /** What is written, in the order of the ranks and each grant before its reversal. */
    List<String> entries(String campaign) {
        return jdbi.withHandle(h -> h.createQuery("select concat(kind, ' ', amount, ' #', rank, ' ', user_id)"
                        + " from dibs.ledger_entry where campaign_id = ? order by rank, kind")
                .bind(0, campaign)
                .mapTo(String.class)
                .list());
    }
}
