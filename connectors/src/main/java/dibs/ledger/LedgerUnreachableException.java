package dibs.ledger;

/** The ledger database did not answer in time: nothing is known about what was asked. */
public final class LedgerUnreachableException extends RuntimeException {
    LedgerUnreachableException(Exception cause) {
        super("the ledger database did not answer", cause);
    }
}
