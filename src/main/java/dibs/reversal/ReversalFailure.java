package dibs.reversal;

/** A mass reversal could not be begun or gone on with; the message is for people. */
public final class ReversalFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReversalFailure(String message) {
        super(message);
    }

    public ReversalFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
