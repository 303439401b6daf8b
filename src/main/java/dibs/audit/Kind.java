package dibs.audit;

import java.util.Locale;

/** What an audit can find. Wire names never change. */
public enum Kind {
    OVER_GRANT("a decision grants past the budget"),
    DOUBLE_GRANT("a decision grants a second time to the same user"),
    RANK_GAP("a grant's rank is not the next one"),
    WRONG_DECISION("a decision is not what the log says"),
    BEGINNING_GONE(
            "a campaign that is not archived was opened before the log's start: nothing of it can be recomputed"),
    MISSING_DECISION("a request was passed by and not decided"),
    EXTRA_DECISION("a decision has no request, or is not its first"),
    COPIES_DIFFER("an aborted copy of a decision is another than the decision"),
    STRAY_NOT_HOME_ONCE("a request on a foreign partition has not exactly one copy at home"),
    MISSING_DEAD_LETTER("a request that cannot be read is no dead letter"),
    EXTRA_DEAD_LETTER("a dead letter has no such request"),
    MISSING_ENTRY("a grant or reversal is not on the topic for the ledger"),
    EXTRA_ENTRY("the topic for the ledger has what was never decided, or has it twice"),
    DIFFERENT_ENTRY("the topic for the ledger has it differently"),
    MISSING_ROW("the sink has passed it, and there is no row in the ledger"),
    EXTRA_ROW("the ledger has a row that was never decided"),
    DIFFERENT_ROW("the ledger has it differently"),
    TOLD_YES_WITHOUT_GRANT("a user was told yes and has no grant"),
    TOLD_ANOTHER_GRANT("a user was told another grant than the log's"),
    TOLD_NO_AGAINST_LOG("a user was told no where the log says otherwise"),
    STAYED_UNDECIDED("a claim that was told undecided still is");

    private final String meaning;

    Kind(String meaning) {
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
