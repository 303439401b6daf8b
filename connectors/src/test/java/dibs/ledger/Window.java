package dibs.ledger;

/** SQL that looks at every half-open second there is: the busiest one begins at some row. */
final class Window {
    static final String BUSIEST = "select coalesce(max(n), 0) from (select (select count(*) from dibs.ledger_entry o"
            + " where o.recorded_at >= e.recorded_at and o.recorded_at < e.recorded_at + interval '1 second') n"
            + " from (select distinct recorded_at from dibs.ledger_entry) e) w";

    private Window() {}
}
