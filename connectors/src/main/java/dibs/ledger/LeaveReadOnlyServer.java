package dibs.ledger;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** After a failover the old primary may answer still, but only to readers: the pool gives its connections up. */
final class LeaveReadOnlyServer implements SQLExceptionOverride {
    private static final String READ_ONLY = "25006";

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException e) {
        return READ_ONLY.equals(e.getSQLState())
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
}
