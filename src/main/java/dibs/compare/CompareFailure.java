package dibs.compare;

/** A comparison that could not be run; the message is for the person who started it. */
public final class CompareFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CompareFailure(String message) {
        super(message);
    }

    public CompareFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
