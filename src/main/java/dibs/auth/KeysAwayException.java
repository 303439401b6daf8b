package dibs.auth;

/** Nobody knows whether a token is valid, because the issuer's keys cannot be had. */
public final class KeysAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    KeysAwayException(Throwable cause) {
        super("the keys of auth.jwks cannot be had", cause);
    }
}
