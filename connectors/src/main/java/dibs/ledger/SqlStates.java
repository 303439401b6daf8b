package dibs.ledger;

import java.sql.SQLException;

/** What the database's error codes mean for a batch. */
final class SqlStates {
    /** Raised by the writer function: another row under the same key, and a reversal without its grant. */
    static final String CONFLICT = "DBCNF";

    static final String NO_GRANT = "DBREV";

    /** A database's message may quote the row; a header need not. */
    private static final int MAX_REASON_CHARS = 500;

    private SqlStates() {}

    /** The dead letter's reason: the error code and the message's first characters. */
    static String reason(SQLException e) {
        String reason = e.getSQLState() + " " + e.getMessage();
        return reason.substring(0, Math.min(MAX_REASON_CHARS, reason.length()));
    }

    /** Whether the rows themselves are at fault, so that trying again never helps: wrong data, broken constraints. */
    static boolean refusesRows(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("22") || state.startsWith("23") || state.equals(CONFLICT) || state.equals(NO_GRANT);
    }
}
