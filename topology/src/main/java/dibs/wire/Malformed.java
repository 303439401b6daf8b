package dibs.wire;

/**
 * What is wrong with bytes from outside, and what would be right. Expected, so it carries no stack trace.
 *
 * <p>The message is the rest of a sentence that may be shown to whoever sent the bytes; {@link #field()} names the field
 * at fault, or is null where the whole is.
 */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    public Malformed(String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    public String field() {
        return field;
    }

    /** One sentence that begins with the field at fault, or with {@code whole} where there is none. */
    public String sentence(String whole) {
        String subject = field == null ? whole : field.isEmpty() ? "a field without a name" : field;
        return subject + " " + getMessage();
    }
}
