package dibs.ledger;

/** Where the sink is; shown by health and by a metric. */
public enum LedgerState {
    /** Not started, or waiting for the schema and the first partitions. */
    STARTING,
    /** Reading and writing, or waiting for its turn under the ceiling. */
    RUNNING,
    /** Writing, but the oldest grant has waited longer than it should: the rush was larger than the ceiling. */
    BEHIND,
    /** The database or the log cannot be reached: nothing is lost, it tries again for ever. */
    RETRYING,
    /** It must not go on by itself: another log than the ledger was written from, or a database that says no. */
    STOPPED,
    /** Closed by its owner. */
    CLOSED
}
