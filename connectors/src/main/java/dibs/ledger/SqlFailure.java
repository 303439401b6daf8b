package dibs.ledger;

import java.sql.SQLException;

/**
 * What a database error asks of the sink, told by its SQLSTATE (PostgreSQL's documentation, appendix A).
 */
enum SqlFailure {
    /** The rows themselves: without the one at fault the others can be written. */
    ROWS,
    /** Connection lost, deadlock, time-out, read-only after a failover, disk full and whatever is not known. */
    PASSING,
    /** What no retry mends: who we say we are, or what the database lacks. */
    LASTING;

    /** Another row under the same key; raised by the writer function. */
    static final String CONFLICT = "DBCNF";

    /** A reversal without its grant; raised by the writer function. */
    static final String NO_GRANT = "DBREV";

    /** A trigger or function of somebody else's that says no with plain words. */
    private static final String RAISED = "P0001";

    /** A database's message may quote the row; a header need not. */
    private static final int MAX_REASON_CHARS = 500;

    static SqlFailure of(SQLException e) {
        String state = state(e);
        if (state.equals(CONFLICT) || state.equals(NO_GRANT) || state.equals(RAISED)) {
            return ROWS;
        }
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "22", "23" -> ROWS;
            case "28", "3D", "3F", "42" -> LASTING;
            default -> PASSING;
        };
    }

    /** Five characters, or "none"; a pool's own exception carries the state of what it met. */
    static String state(SQLException e) {
        return e.getSQLState() == null ? "none" : e.getSQLState();
    }

    /** The error code and the message's first characters, in the server's words where a pool hides them. */
    static String reason(SQLException e) {
        Throwable said = e.getCause() instanceof SQLException cause ? cause : e;
        String reason = state(e) + " " + said.getMessage();
        return reason.substring(0, Math.min(MAX_REASON_CHARS, reason.length()));
    }

    /** What would help where no retry does. */
    static String remedy(SQLException e) {
        return switch (state(e).substring(0, 2)) {
            case "28" -> "give the right user and password with --database, or let that user in (pg_hba.conf)";
            case "3D" -> "create the database";
            default ->
                state(e).equals("42501")
                        ? "grant the right to that user"
                        : "the schema dibs is not as its migrations made it: put it back";
        };
    }
}
