package dibs.ledger;

/** SQL that looks at every half-open second there is: the busiest one begins at some row. */
final class Window {
    /** Over the times at which the rows were admitted. */
    static final String BUSIEST = busiest("recorded_at");

    /** Over the times at which the rows' transactions committed. */
    static final String BUSIEST_BY_COMMIT = busiest("pg_xact_commit_timestamp(xmin)");

    private Window() {}

    private static String busiest(String time) {
        // Times are whole microseconds, so this frame is the half-open second.
        return "with batches as (select " + time + " as t, count(*) as n from dibs.ledger_entry group by 1),"
                + " seconds as (select sum(n) over (order by t range between current row"
                + " and interval '999999 microseconds' following) as n from batches)"
                + " select coalesce(max(n), 0)::bigint from seconds";
    }
}
