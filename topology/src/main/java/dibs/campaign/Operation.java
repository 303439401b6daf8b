package dibs.campaign;

import java.util.Arrays;

/** What an operator can ask for. Wire names and codes never change; the code is what the stores keep. */
public enum Operation {
    OPEN(1, "open"),
    TOP_UP(2, "top_up"),
    PAUSE(3, "pause"),
    RESUME(4, "resume"),
    CLOSE(5, "close"),
    ARCHIVE(6, "archive"),
    REVERSE(7, "reverse");

    private final int code;
    private final String wireName;

    Operation(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    public int code() {
        return code;
    }

    public String wireName() {
        return wireName;
    }

    /** Throws {@link IllegalArgumentException} if no operation has that code. */
    public static Operation ofCode(long code) {
        return Arrays.stream(values())
                .filter(o -> o.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown operation code " + code));
    }

    /** Throws {@link IllegalArgumentException} if no operation has that name. */
    public static Operation ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(o -> o.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown operation " + wireName));
    }
}
