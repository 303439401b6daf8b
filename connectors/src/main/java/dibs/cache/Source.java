package dibs.cache;

import java.util.Locale;

/** Who knew what was read. */
public enum Source {
    LOCAL,
    REDIS,
    DECIDER,
    DATABASE,
    /** The last known copy, since nobody could be asked. */
    STALE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
