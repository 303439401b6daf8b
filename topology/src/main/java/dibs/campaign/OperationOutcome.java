package dibs.campaign;

import java.util.Arrays;

/**
 * What can become of an operator's request, declared in the order in which {@link Decider} checks it: the first that
 * holds is the outcome. Not every operation can meet every one. Wire names never change.
 */
public enum OperationOutcome {
    UNKNOWN_CAMPAIGN("unknown_campaign"),
    /** An open under the id of a campaign with other terms; ids are never used again. */
    ID_TAKEN("id_taken"),
    /** The requestId was used for another change of this campaign. */
    REQUEST_ID_TAKEN("request_id_taken"),
    /** This very change, by its requestId, was applied before. */
    REPEATED("repeated"),
    ARCHIVED("archived"),
    CLOSED("closed"),
    /** Only what is closed can be archived. */
    NOT_CLOSED("not_closed"),
    /** A reversal of what the user does not have. */
    NOT_GRANTED("not_granted"),
    /** A top-up past the largest budget. */
    TOO_LARGE("too_large"),
    /** It is so already. */
    UNCHANGED("unchanged"),
    APPLIED("applied");

    private final String wireName;

    OperationOutcome(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether what was asked for holds now. */
    public boolean isInForce() {
        return this == APPLIED || this == UNCHANGED || this == REPEATED;
    }

    /** Throws {@link IllegalArgumentException} if no outcome has that name. */
    public static OperationOutcome ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(o -> o.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown outcome " + wireName));
    }
}
