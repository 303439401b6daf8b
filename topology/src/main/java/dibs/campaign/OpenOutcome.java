package dibs.campaign;

import java.util.Arrays;

/** What can become of an {@code open} request, in check order. Wire names never change. */
public enum OpenOutcome {
    /** The id is taken by a campaign with other terms; ids are never used again. */
    CONFLICT("conflict", false),
    /** The same campaign was opened before; nothing changes. */
    REPEATED("opened", true),
    OPENED("opened", false);

    private final String wireName;
    private final boolean repeated;

    OpenOutcome(String wireName, boolean repeated) {
        this.wireName = wireName;
        this.repeated = repeated;
    }

    public String wireName() {
        return wireName;
    }

    public boolean isRepeated() {
        return repeated;
    }

    /**
     * Finds the outcome by what stands in a decision.
     *
     * @throws IllegalArgumentException if no outcome has that name
     */
    public static OpenOutcome of(String wireName, boolean repeated) {
        return Arrays.stream(values())
                .filter(o -> o.wireName.equals(wireName) && o.repeated == repeated)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown outcome " + wireName));
    }
}
