package dibs.audit;

import java.util.Locale;

/** What is counted beside the findings, in the order in which it is told. Wire names never change. */
public enum Count {
    REQUESTS,
    DECISIONS,
    /** Decisions of transactions that were aborted and then decided again. */
    ABORTED_COPIES,
    /** Requests that the decider has not come to. */
    UNDECIDED_YET,
    STRAYS,
    DEAD_REQUESTS,
    /** Dead requests that an operator wrote off. */
    REQUESTS_DROPPED,
    CAMPAIGNS,
    /** Archived ones that were opened before the log's start. */
    CAMPAIGNS_TRIMMED,
    GRANTS,
    REVERSALS,
    ENTRIES,
    ROWS,
    /** Grants and reversals that the sink has not come to. */
    ROWS_PENDING,
    ROWS_IN_DEAD_LETTERS,
    /** Entries that an operator wrote off: they shall never become rows. */
    ROWS_DROPPED,
    JOURNAL_ASKED,
    JOURNAL_YES,
    JOURNAL_NO,
    JOURNAL_UNDECIDED,
    /** Told undecided without a position, and no grant: the log cannot say what became of it. */
    JOURNAL_UNTRACEABLE,
    /** No answer at all, or one that says that nothing was done. */
    JOURNAL_UNANSWERED,
    /** Memory that grew with the log: it is what an audit of a large one needs. */
    BYTES_FOR_GRANTS,
    /** Not compared, because what it follows from is not on the log any more. */
    BEFORE_THE_LOGS_START;

    /** As in reports: {@code camelCase}. */
    public String wireName() {
        StringBuilder name = new StringBuilder();
        for (String word : name().split("_")) {
            name.append(
                    name.isEmpty()
                            ? word.toLowerCase(Locale.ROOT)
                            : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /** For people. */
    String words() {
        return name().replace('_', ' ').toLowerCase(Locale.ROOT);
    }
}
