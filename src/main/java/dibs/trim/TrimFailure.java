package dibs.trim;

/** The logs could not be looked at or trimmed; the message is for people. */
public final class TrimFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TrimFailure(String message) {
        super(message);
    }

    public TrimFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
