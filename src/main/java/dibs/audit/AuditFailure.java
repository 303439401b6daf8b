package dibs.audit;

/** The audit could not be run, which says nothing about what it would have found; the message is for people. */
public final class AuditFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public AuditFailure(String message) {
        super(message);
    }

    public AuditFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
