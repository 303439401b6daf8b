package dibs.auth;

/** A token that is not believed; the message says why and repeats nothing of the token. */
public final class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTokenException(String message) {
        // What the library says may repeat the token, so it is no cause.
        super(message, null, false, false);
    }
}
