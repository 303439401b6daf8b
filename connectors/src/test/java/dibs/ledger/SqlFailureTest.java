package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of database error asks of the sink. */
class SqlFailureTest {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "08001, cannot connect, PASSING",
        "08006, connection lost, PASSING",
        "40001, serialisation, PASSING",
        "40P01, deadlock, PASSING",
        "55P03, lock time-out, PASSING",
        "57014, statement time-out, PASSING",
        "57P01, shut down by an administrator, PASSING",
        "57P03, starting up, PASSING",
        "25006, read-only after a failover, PASSING",
        "53100, disk full, PASSING",
        "53300, too many connections, PASSING",
        "XX000, internal, PASSING",
        "22021, characters that cannot be stored, ROWS",
        "22003, number out of range, ROWS",
        "23514, check constraint, ROWS",
        "23505, unique, ROWS",
        "P0001, raised by a trigger, ROWS",
        "DBCNF, another row under the key, ROWS",
        "DBREV, reversal without its grant, ROWS",
        "28P01, wrong password, LASTING",
        "28000, not let in, LASTING",
        "3D000, no such database, LASTING",
        "42P01, missing table, LASTING",
        "42883, missing function, LASTING",
        "42501, no right, LASTING",
        ", a state that is missing, PASSING"
    })
    void toldByItsState(String state, String what, SqlFailure expected) {
        SQLException error = new SQLException(what, state);
        assertThat(SqlFailure.of(error)).isEqualTo(expected);
        assertThat(SqlFailure.reason(error)).contains(state == null ? "none" : state, what);
        if (expected == SqlFailure.LASTING) {
            assertThat(SqlFailure.remedy(error)).isNotEmpty();
        }
    }
}
