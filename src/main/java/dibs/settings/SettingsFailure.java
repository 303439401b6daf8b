package dibs.settings;

/** A setting that is unknown or impossible, in one line that names it and says what would be right. */
public final class SettingsFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsFailure(String message) {
        super(message);
    }
}
