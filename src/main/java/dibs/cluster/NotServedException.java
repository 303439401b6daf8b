package dibs.cluster;

/** That no instance answered in time. Expected, so it carries no stack trace. */
public final class NotServedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotServedException(String message) {
        super(message, null, false, false);
    }
}
