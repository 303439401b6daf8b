package dibs.cache;

/** Redis did not do what was asked, for whatever reason; expected, so it carries no stack trace. */
final class RedisAwayException extends Exception {
    private static final long serialVersionUID = 1L;

    RedisAwayException(String why) {
        super(why, null, false, false);
    }
}
