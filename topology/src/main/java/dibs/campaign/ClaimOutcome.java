package dibs.campaign;

import java.util.Arrays;

/**
 * What can become of a claim, declared in the order in which {@link Decider} checks it: the first that holds is the
 * outcome. Wire names never change.
 */
public enum ClaimOutcome {
    UNKNOWN_CAMPAIGN("unknown_campaign"),
    ARCHIVED("archived"),
    /** The user has this grant already, whatever became of the campaign since. */
    REPEATED("granted"),
    REVERSED("reversed"),
    CLOSED("closed"),
    NOT_OPEN("not_open"),
    PAUSED("paused"),
    SOLD_OUT("sold_out"),
    GRANTED("granted");

    private final String wireName;

    ClaimOutcome(String wireName) {
        this.wireName = wireName;
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
