package dibs.ledger;

import java.sql.SQLException;

/** What the database's error codes mean for a batch. */
final class SqlStates {
    /** Raised by the writer function: another row under the same key, and a reversal without its grant. */
    static final String CONFLICT = "DBCNF";

    static final String NO_GRANT = "DBREV";

    private SqlStates() {}

    /** Whether the rows themselves are at fault, so that trying again never helps: wrong data, broken constraints. */
    static boolean refusesRows(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("22") || state.startsWith("23") || state.equals(CONFLICT) || state.equals(NO_GRANT);
    }
}
