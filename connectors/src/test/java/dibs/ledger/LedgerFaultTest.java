package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What the sink does when the database or the log fails it: wait, ask again, or stop with a clear line. */
class LedgerFaultTest extends SinkTest {
    @Test
    void aDatabaseThatStopsAndReturnsCostsTimeOnly() throws Exception {
        LedgerSink sink = world.sink(200);
        world.grants(1, 300);
        world.awaitRows(50);
        world.database.stop();
        SinkWorld.awaitState(sink, LedgerState.RETRYING);
        assertThat(sink.health().detail()).isNotEmpty();
        world.database.start();

        world.awaitRows(300);
        world.assertExactly(300);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
        assertThat(world.count("select max(epoch) from dibs.ledger_progress"))
                .as("membership was kept: no partition changed hands")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void aDatabaseThatIsNotThereYetIsWaitedFor() throws Exception {
        world.database.stop();
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 50);
        SinkWorld.awaitState(sink, LedgerState.RETRYING);
        world.database.start();

        world.awaitRows(50);
        world.assertExactly(50);
    }

    @Test
    void aStatementThatIsHeldUpAndKilledIsTriedAgain() throws Exception {
        LedgerSink sink = world.sink(2_000);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
        try (Connection other = world.database.connect(world.name());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from dibs.ledger_pace for update");
            world.grants(1, 100);
            String kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity" + " where datname = '"
                    + world.name() + "' and wait_event_type = 'Lock'";
            await().atMost(SinkWorld.SOON).until(() -> world.count(kill) > 0);
            SinkWorld.awaitState(sink, LedgerState.RETRYING);
            other.rollback();
        }

        world.awaitRows(100);
        world.assertExactly(100);
        SinkWorld.awaitState(sink, LedgerState.RUNNING);
    }

    @Test
    void aWriteWhoseAnswerWasLostIsFoundOutByAskingTheDatabase() throws Exception {
        world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        world.awaitCaughtUp();
        long epoch = world.count("select max(epoch) from dibs.ledger_progress");
        // One batch as if written, with an answer that never came: the owner believes what was true before.
        world.database.execute(
                world.name(), "update dibs.ledger_progress set next_offset = last_offset, last_offset = null");
        world.grants(101, 200);

        world.awaitRows(200);
        world.assertExactly(200);
        assertThat(world.count("select max(epoch) from dibs.ledger_progress")).isEqualTo(epoch + 1);
    }

    @Test
    void aDatabaseFromABackupIsCaughtUpWithoutANewGrant() throws Exception {
        world.sink(2_000);
        world.grants(1, 100);
        world.awaitRows(100);
        world.awaitCaughtUp();
        world.database.execute(world.name(), "create table public.backup as table dibs.ledger_progress");
        world.grants(101, 200);
        world.awaitRows(200);
        world.awaitCaughtUp();

        world.database.execute(
                world.name(),
                "begin; alter table dibs.ledger_entry disable trigger ledger_entry_append_only;"
                        + " delete from dibs.ledger_entry where rank > 100;"
                        + " alter table dibs.ledger_entry enable trigger ledger_entry_append_only;"
                        + " delete from dibs.ledger_progress;"
                        + " insert into dibs.ledger_progress table public.backup; commit");
        world.awaitRows(200);
        world.assertExactly(200);
    }

    @Test
    void anOwnerFencedByTheDatabaseComesBackThroughTheGroup() throws Exception {
        world.sink(2_000);
        world.grants(1, 50);
        world.awaitRows(50);
        world.database.execute(world.name(), "update dibs.ledger_progress set epoch = epoch + 5");
        world.grants(51, 100);

        world.awaitRows(100);
        world.assertExactly(100);
        assertThat(world.count("select min(epoch) from dibs.ledger_progress")).isGreaterThan(6);
    }

    @Test
    void aDatabaseThatIsReadOnlyAfterAFailoverIsLeftAndTriedAgain() throws Exception {
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 50);
        world.awaitRows(50);
        world.database.execute(
                world.name(), "alter database " + world.name() + " set default_transaction_read_only = on");
        dropConnections();
        world.grants(51, 100);
        await().atMost(SinkWorld.SOON).until(() -> sink.health().detail().contains("read-only"));
        assertThat(sink.health().state()).isEqualTo(LedgerState.RETRYING);
        await().atMost(SinkWorld.SOON).until(() -> sink.health().detail().contains("records wait"));
        assertThat(world.meters
                        .get("dibs.ledger.failures")
                        .tag("cause", "25006")
                        .counter()
                        .count())
                .isPositive();

        // Sessions keep what they began with: only a new connection can write.
        world.database.execute("postgres", "alter database " + world.name() + " reset default_transaction_read_only");
        world.awaitRows(100);
        world.assertExactly(100);
    }

    private void dropConnections() throws SQLException {
        world.database.query(
                "postgres",
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + world.name() + "'");
    }

    @Test
    void aMissingTableStopsTheSinkWithAClearLine() throws Exception {
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 50);
        world.awaitRows(50);
        world.database.execute(world.name(), "alter table dibs.ledger_entry rename to gone");
        world.grants(51, 100);

        SinkWorld.awaitState(sink, LedgerState.STOPPED);
        assertThat(sink.health().detail()).contains("42P01", "ledger_entry", "put it back", "start again");
    }

    @Test
    void aDatabaseThatIsNotThereStopsTheSinkWithAClearLine() throws Exception {
        LedgerSink sink = world.sink(2_000, world.database.url("no_such_database", "postgres"));

        SinkWorld.awaitState(sink, LedgerState.STOPPED);
        assertThat(sink.health().detail()).contains("3D000", "no_such_database", "create the database");
    }

    @Test
    void aWrongPasswordStopsTheSinkWithAClearLine() throws Exception {
        world.database.requirePassword("locked", "right");
        DatabaseUrl url = world.database.url(world.name(), "locked:wrong");
        LedgerSink sink = world.sink(2_000, url);

        SinkWorld.awaitState(sink, LedgerState.STOPPED);
        assertThat(sink.health().detail())
                .contains("28P01", "right user and password")
                .doesNotContain("wrong");
    }

    @Test
    void aPasswordChangedMeanwhileStopsTheSinkWithAClearLine() throws Exception {
        world.database.requirePassword("changed", "right");
        world.database.execute(world.name(), "grant create on database " + world.name() + " to changed");
        LedgerSink sink = world.sink(2_000, world.database.url(world.name(), "changed:right"));
        world.grants(1, 50);
        world.awaitRows(50);
        world.database.execute(world.name(), "alter role changed password 'another'");
        dropConnections();
        world.grants(51, 100);

        SinkWorld.awaitState(sink, LedgerState.STOPPED);
        assertThat(sink.health().detail()).contains("28P01", "right user and password");
    }
}
