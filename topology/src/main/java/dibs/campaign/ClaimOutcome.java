package dibs.campaign;

import java.util.Arrays;

/**
 * What can become of a claim, declared in the order in which {@link Decider} checks it: the first that holds is the
 * outcome. Wire names and codes never change.
 */
public enum ClaimOutcome {
    UNKNOWN_CAMPAIGN(1, "unknown_campaign"),
    REPEATED(3, "granted"),
    CLOSED(5, "closed"),
    NOT_OPEN(6, "not_open"),
    SOLD_OUT(8, "sold_out"),
    GRANTED(9, "granted");

    private final int code;
    private final String wireName;

    ClaimOutcome(int code, String wireName) {
        this.code = code;
        this.wireName = wireName;
    }

    public int code() {
        return code;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether the user has the points, now or from before. */
    public boolean isGranted() {
        return this == GRANTED || this == REPEATED;
    }

    /**
     * Finds the outcome by what stands in a decision.
     *
     * @throws IllegalArgumentException if no outcome has that name
     */
    public static ClaimOutcome of(String wireName, boolean repeated) {
        if (wireName.equals(GRANTED.wireName)) {
            return repeated ? REPEATED : GRANTED;
        }
        return Arrays.stream(values())
                .filter(o -> o.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown outcome " + wireName));
    }
}
