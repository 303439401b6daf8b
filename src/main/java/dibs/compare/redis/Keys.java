package dibs.compare.redis;

/** The names of what one campaign has in Redis; the braces keep it in one slot of a cluster. */
record Keys(String campaign) {
    /** A hash from user to rank. */
    String grants() {
        return key("grants");
    }

    /** How many grants there is room for still. */
    String left() {
        return key("left");
    }

    /** How many grants were given. */
    String given() {
        return key("given");
    }

    /** One key for each user, where there is no hash. */
    String user(String user) {
        return key("user:") + user;
    }

    String lock() {
        return key("lock");
    }

    private String key(String what) {
        return "{" + campaign + "}:" + what;
    }
}
