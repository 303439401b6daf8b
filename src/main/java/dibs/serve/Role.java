package dibs.serve;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A part of Dibs that a process may run. */
public enum Role {
    FRONT,
    DECIDER,
    LEDGER,
    CATALOGUE;

    /** As the command line names it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static String all() {
        return Arrays.stream(values()).map(Role::wireName).collect(Collectors.joining(","));
    }
}
