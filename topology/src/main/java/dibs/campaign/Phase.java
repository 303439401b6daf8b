package dibs.campaign;

import java.util.Arrays;

/**
 * How far operators have moved a campaign. The clock closes one too: see {@link Terms#isAfterClosing}. Codes and wire
 * names never change.
 */
public enum Phase {
    RUNNING(1, "running"),
    PAUSED(2, "paused"),
    /** Final: it can only be archived. */
    CLOSED(3, "closed"),
    /** Its claims are in the ledger only. */
    ARCHIVED(4, "archived");

    private final int code;
    private final String wireName;

    Phase(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    public int code() {
        return code;
    }

    public String wireName() {
        return wireName;
    }

    /** Throws {@link IllegalArgumentException} if no phase has that code. */
    public static Phase ofCode(long code) {
        return Arrays.stream(values())
                .filter(p -> p.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown phase code " + code));
    }

    /** Throws {@link IllegalArgumentException} if no phase has that name. */
    public static Phase ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(p -> p.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown phase " + wireName));
    }
}
