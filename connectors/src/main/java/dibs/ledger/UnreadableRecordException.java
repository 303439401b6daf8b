package dibs.ledger;

/** A record of the grants topic that can never become a row; its message is the dead letter's reason. */
final class UnreadableRecordException extends Exception {
    UnreadableRecordException(String reason) {
        super(reason);
    }
}
