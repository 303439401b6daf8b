package dibs.ledger;

/** Going on would miss or repeat payments, or can never succeed: the sink stops with this line. */
final class LedgerStoppedException extends RuntimeException {
    LedgerStoppedException(String message) {
        super(message);
    }
}
