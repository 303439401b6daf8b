package dibs.rush;

/** A rush could not be run; the message is for people. */
public final class RushFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RushFailure(String message) {
        super(message);
    }

    public RushFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
