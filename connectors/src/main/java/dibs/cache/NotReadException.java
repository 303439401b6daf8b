package dibs.cache;

/** The database was not read, or did not answer; expected, so it carries no stack trace. */
public final class NotReadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadException(String why) {
        super(why, null, false, false);
    }
}
