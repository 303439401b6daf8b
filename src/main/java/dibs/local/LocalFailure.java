package dibs.local;

/**
 * Something about an embedded server or its folder that the person at the keyboard can put right.
 *
 * <p>The message is one line in plain words: what is wrong and what to do. It is shown without a stack trace.
 */
public final class LocalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalFailure(String message) {
        super(message);
    }

    public LocalFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
