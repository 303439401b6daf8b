package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A database that becomes slow is asked for less, and for all again when it is fast; the metrics show it. */
class LedgerSlownessTest extends SinkTest {
    private static final int CEILING = 200;
    private static final int GRANTS = 12_000;

    private void awaitRate(double least, double most) {
        await().atMost(SinkWorld.SOON).until(() -> {
            double rate = world.gauge("dibs.ledger.limit.rows.per.second");
            return rate >= least && rate <= most;
        });
    }

    @Test
    void aSlowTriggerHalvesTheRateAndItComesBackInSteps() throws Exception {
        world.manyGrants(GRANTS);
        LedgerSink sink = world.sink(CEILING);
        world.awaitRows(CEILING);
        assertThat(world.gauge("dibs.ledger.limit.rows.per.second")).isEqualTo(CEILING);

        world.database.execute(
                world.name(),
                "create function public.slowly() returns trigger language plpgsql as"
                        + " $$ begin perform pg_sleep(0.6); return null; end $$;"
                        + " create trigger slowly after insert on dibs.ledger_entry"
                        + " for each statement execute function public.slowly()");
        awaitRate(1, CEILING / 8);
        assertThat(sink.health().state()).as("behind, not broken").isIn(LedgerState.RUNNING, LedgerState.BEHIND);

        world.database.execute(world.name(), "drop trigger slowly on dibs.ledger_entry");
        awaitRate(CEILING / 4, CEILING / 2);
        awaitRate(CEILING, CEILING);
        assertThat(world.count(Window.BUSIEST)).isLessThanOrEqualTo(CEILING);
        assertThat(sink.health().state()).isEqualTo(LedgerState.BEHIND);
        assertThat(sink.health().detail()).contains("200 rows/s", "records wait, the oldest for");
        assertThat(world.gauge("dibs.ledger.lag.seconds")).isGreaterThan(2);
        assertThat(world.gauge("dibs.ledger.lag.records")).isGreaterThan(CEILING);
    }

    @Test
    void aLockedTableIsWaitedForAndCostsTheRateToo() throws Exception {
        world.manyGrants(GRANTS);
        LedgerSink sink = world.sink(CEILING);
        world.awaitRows(CEILING);
        try (Connection other = world.database.connect(world.name());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table dibs.ledger_entry in exclusive mode");
            SinkWorld.awaitState(sink, LedgerState.RETRYING);
            assertThat(sink.health().detail()).contains("lock timeout");
            awaitRate(1, CEILING / 2);
            other.rollback();
        }
        SinkWorld.awaitState(sink, LedgerState.BEHIND);
        awaitRate(CEILING / 2 + 1, CEILING);
        // In one statement: the sink goes on writing.
        assertThat(world.count("select count(*) - count(distinct (campaign_id, user_id)) from dibs.ledger_entry"))
                .isZero();
    }
}
