package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Many grants through a ceiling that a database with fsync keeps up with. */
class LedgerPaceTest extends SinkTest {
    private static final boolean PROOF = Boolean.getBoolean("dibs.proof");
    private static final int GRANTS = PROOF ? 100_000 : 20_000;
    private static final int CEILING = 5_000;
    private static final int BATCH = CEILING / 20;

    /** Over as many times the ceiling as there are, from the first batch that the ceiling could hold back. */
    private static final String SETTLED_PER_SECOND = "with batches as (select recorded_at as t, count(*) as n"
            + " from dibs.ledger_entry group by 1), settled as (select t, sum(n) over (order by t) - first_value(n)"
            + " over (order by t) as rows from batches where t >= (select min(t) + interval '1 second' from batches)),"
            + " last as (select min(t) as t, min(rows) as rows from settled"
            + " where rows >= (select max(rows) - max(rows) % " + CEILING + " from settled))"
            + " select round(rows / extract(epoch from t - (select min(t) from settled))) from last";

    @Test
    void everyGrantIsOneRowAndNoSecondHoldsMoreThanTheCeiling() throws Exception {
        world.manyGrants(GRANTS);
        world.sink(CEILING);
        world.awaitRows(GRANTS);

        world.assertExactly(GRANTS);
        long admitted = world.count(Window.BUSIEST);
        long committed = world.count(Window.BUSIEST_BY_COMMIT);
        long average = world.count(SETTLED_PER_SECOND);
        System.out.printf(
                "%d grants: busiest second %d rows admitted, %d committed; %d rows/s once settled%n",
                GRANTS, admitted, committed, average);
        assertThat(admitted).isLessThanOrEqualTo(CEILING);
        assertThat(committed).isLessThanOrEqualTo(CEILING + BATCH);
        // Three seconds are few: one stall of the machine must not fail a build.
        assertThat(average).as("of %d", CEILING).isGreaterThanOrEqualTo(CEILING * (PROOF ? 98 : 90) / 100);
    }
}
