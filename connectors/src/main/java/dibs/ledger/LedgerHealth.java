package dibs.ledger;

/**
 * The sink's state with one line about it; {@code detail} is empty while all is well. Immutable.
 */
public record LedgerHealth(LedgerState state, String detail) {

    /** Whether grants reach the ledger, as far as the sink knows. */
    public boolean healthy() {
        return state == LedgerState.RUNNING;
    }
}
