package dibs.cli;

/** Dead letters could not be looked at or settled; the message says why in one line. */
final class DeadLettersFailure extends RuntimeException {
    DeadLettersFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
