package dibs.ledger;

import static dibs.ledger.Entries.AT;
import static dibs.ledger.Entries.grant;
import static dibs.ledger.Entries.grants;
import static dibs.ledger.Entries.reversal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The writer function against a real PostgreSQL: each rule it must not bend. */
class LedgerWriteTest {
    private final TestDatabase server = SinkServers.DATABASE;
    private static int created;

    private String name;
    private LedgerDatabase database;
    private LedgerWriter writer;

    @BeforeEach
    void migrate(TestInfo info) throws SQLException {
        name = "w" + ++created;
        database = new LedgerDatabase(server.create(name));
        database.migrate(1_000);
        writer = new LedgerWriter(database.writes(), 1_000);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Ownership after(Ownership before, long next) {
        return before.movedTo(next, next - 1, "digest-" + next);
    }

    private long rows() throws SQLException {
        return server.count(name, "select count(*) from dibs.ledger_entry");
    }

    private long progress() throws SQLException {
        return server.count(name, "select next_offset from dibs.ledger_progress");
    }

    @Test
    void rowsAndProgressMoveTogetherAndAreFoundByTheNextOwner() throws SQLException {
        Ownership first = writer.takeOver(0);
        assertThat(first).isEqualTo(new Ownership(0, 1, 0, Ownership.NONE, null));

        WriteResult result = writer.write(first, after(first, 7), grants(1, 5));

        assertThat(result).isEqualTo(new WriteResult(WriteResult.Outcome.WRITTEN, 0, 5, 1));
        assertThat(rows()).isEqualTo(5);
        assertThat(writer.takeOver(0)).isEqualTo(new Ownership(0, 2, 7, 6, "digest-7"));
        assertThat(new LedgerReads(database.reads()).find("spring", "u-3")).contains(grant(3));
        assertThat(new LedgerReads(database.reads()).contains("spring", "u-6")).isFalse();
    }

    @Test
    void theSameBatchAgainIsFencedAndChangesNothing() throws SQLException {
        Ownership owner = writer.takeOver(0);
        writer.write(owner, after(owner, 5), grants(1, 5));

        WriteResult again = writer.write(owner, after(owner, 5), grants(1, 5));

        assertThat(again).isEqualTo(new WriteResult(WriteResult.Outcome.FENCED, 0, 0, owner.epoch()));
        assertThat(rows()).isEqualTo(5);
    }

    @Test
    void equalRowsAreToleratedWhereTheProgressStartedAnew() throws SQLException {
        Ownership owner = writer.takeOver(0);
        writer.write(owner, after(owner, 5), grants(1, 5));
        server.execute(name, "delete from dibs.ledger_progress");

        Ownership anew = writer.takeOver(0);
        WriteResult again = writer.write(anew, after(anew, 6), grants(1, 6));

        assertThat(again.rows()).isEqualTo(1);
        assertThat(rows()).isEqualTo(6);
    }

    @Test
    void aFormerOwnerIsFenced() throws SQLException {
        Ownership former = writer.takeOver(0);
        Ownership current = writer.takeOver(0);

        assertThat(writer.write(former, after(former, 5), grants(1, 5)))
                .isEqualTo(new WriteResult(WriteResult.Outcome.FENCED, 0, 0, current.epoch()));
        assertThat(rows()).isZero();
        assertThat(progress()).isZero();
    }

    @Test
    void anOwnerThatNobodyKnowsIsFenced() throws SQLException {
        Ownership stranger = new Ownership(3, 1, 0, Ownership.NONE, null);

        assertThat(writer.write(stranger, after(stranger, 5), grants(1, 5)).outcome())
                .isEqualTo(WriteResult.Outcome.FENCED);
        assertThat(rows()).isZero();
    }

    @Test
    void anotherRowUnderTheSameKeyIsRefused() throws SQLException {
        Ownership owner = writer.takeOver(0);
        writer.write(owner, after(owner, 1), List.of(grant(1)));
        LedgerEntry other = new LedgerEntry("spring", "u-1", LedgerEntry.Kind.GRANT, 200, 1, "r-1", AT, 0, 1);
        Ownership now = after(owner, 1);

        assertThatThrownBy(() -> writer.write(now, after(now, 3), List.of(grant(2), other)))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(SqlFailure.CONFLICT))
                .hasMessageContaining("u-1");
        assertThat(rows()).isEqualTo(1);
        assertThat(progress()).isEqualTo(1);
    }

    @Test
    void aReversalIsOnlyWrittenBesideItsGrant() throws SQLException {
        Ownership owner = writer.takeOver(0);

        assertThatThrownBy(() -> writer.write(owner, after(owner, 2), List.of(grant(2), reversal(1))))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(SqlFailure.NO_GRANT));
        assertThat(rows()).isZero();

        writer.write(owner, after(owner, 2), List.of(grant(1), reversal(1)));
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void aReversalOfAnotherAmountIsRefused() throws SQLException {
        Ownership owner = writer.takeOver(0);
        LedgerEntry odd = new LedgerEntry("spring", "u-1", LedgerEntry.Kind.REVERSAL, -99, 1, "v-1", AT, 0, 9);

        assertThatThrownBy(() -> writer.write(owner, after(owner, 2), List.of(grant(1), odd)))
                .hasMessageContaining("reversal without its grant");
    }

    @Test
    void theLedgerIsAppendOnly() throws SQLException {
        Ownership owner = writer.takeOver(0);
        writer.write(owner, after(owner, 1), List.of(grant(1)));

        for (String change : List.of(
                "update dibs.ledger_entry set amount = 1",
                "delete from dibs.ledger_entry",
                "truncate dibs.ledger_entry")) {
            assertThatThrownBy(() -> server.execute(name, change)).hasMessageContaining("append-only");
        }
    }

    @Test
    void aFullSecondAnswersHowLongToWait() throws SQLException {
        LedgerWriter slow = new LedgerWriter(database.writes(), 10);
        Ownership owner = slow.takeOver(0);
        slow.write(owner, after(owner, 10), grants(1, 10));
        Ownership now = after(owner, 10);

        WriteResult result = slow.write(now, after(now, 11), grants(11, 1));

        assertThat(result.outcome()).isEqualTo(WriteResult.Outcome.WAIT);
        assertThat(result.waitMillis()).isBetween(1, 1_000);
        assertThat(rows()).isEqualTo(10);
        assertThat(progress()).isEqualTo(10);
    }

    /** What the database's clock did while it was ahead, or behind, holds nothing back now. */
    @Test
    void rowsOfAnotherTimeDoNotCount() throws SQLException {
        LedgerWriter slow = new LedgerWriter(database.writes(), 10);
        Ownership owner = slow.takeOver(0);
        slow.write(owner, after(owner, 10), grants(1, 10));
        moveRecorded("recorded_at + interval '1 hour'");
        Ownership ahead = after(owner, 10);
        assertThat(slow.write(ahead, after(ahead, 11), grants(11, 1)).outcome()).isEqualTo(WriteResult.Outcome.WRITTEN);
        moveRecorded("recorded_at - interval '2 hours'");
        Ownership behind = after(ahead, 11);
        assertThat(slow.write(behind, after(behind, 21), grants(12, 10)).outcome())
                .isEqualTo(WriteResult.Outcome.WRITTEN);
    }

    /** A row less than a second ahead may share a second with the next: the ceiling counts both. */
    @Test
    void rowsShortlyAheadCount() throws SQLException {
        LedgerWriter slow = new LedgerWriter(database.writes(), 10);
        Ownership owner = slow.takeOver(0);
        slow.write(owner, after(owner, 10), grants(1, 10));
        moveRecorded("clock_timestamp() + interval '900 milliseconds'");
        Ownership now = after(owner, 10);

        WriteResult result = slow.write(now, after(now, 11), grants(11, 1));

        assertThat(result.outcome()).isEqualTo(WriteResult.Outcome.WAIT);
        assertThat(result.waitMillis()).isBetween(1_000, 1_900);
    }

    /** Nobody may, but for whoever puts triggers aside. */
    private void moveRecorded(String to) throws SQLException {
        server.execute(
                name,
                "set session_replication_role = replica; update dibs.ledger_entry set recorded_at = " + to
                        + "; set session_replication_role = origin");
    }
}
