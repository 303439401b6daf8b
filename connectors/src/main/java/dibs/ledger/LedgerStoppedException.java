package dibs.ledger;

/** The log is not the one the ledger was written from: going on would miss or repeat payments, so the sink stops. */
final class LedgerStoppedException extends RuntimeException {
    LedgerStoppedException(String message) {
        super(message);
    }
}
