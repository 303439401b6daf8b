package dibs.rush;

import java.util.Locale;

/** What a rush can hold against those who answered. Wire names never change. */
public enum Contradiction {
    OVER_BUDGET("more points were granted than the budget has"),
    GRANTED_TWICE("a user was granted twice"),
    GRANT_CHANGED("a user was told another grant than before"),
    RANK_SHARED("one rank was told to two users"),
    RANK_GAP("ranks are missing"),
    WRONG_AMOUNT("a grant is not the reward"),
    NO_AFTER_YES("a user who was told yes was told no later"),
    LATE("an answer came late"),
    NEVER("a claim never got a final answer"),
    INVALID("an answer is none that the contract knows");

    private final String meaning;

    Contradiction(String meaning) {
        this.meaning = meaning;
    }

    /** As in reports: {@code snake_case}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }
}
