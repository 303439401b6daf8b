package dibs.reversal;

import java.util.Locale;

/** What became of one user, in the order in which it is told. Wire names never change. */
public enum Outcome {
    /** By this run, also where the answer came only to a further attempt. */
    REVERSED,
    /** It was taken back already, by somebody else; the first call stands. */
    REVERSED_BEFORE,
    NOT_GRANTED,
    ARCHIVED,
    /** An answer that no further attempt would change. */
    REFUSED,
    /** No final answer in time. */
    UNANSWERED,
    /** The run ended before its turn. */
    NOT_ASKED;

    public boolean isDone() {
        return this == REVERSED || this == REVERSED_BEFORE;
    }

    /** Whether asking once more would be told the same. */
    boolean isFinal() {
        return isDone() || this == NOT_GRANTED || this == ARCHIVED;
    }

    /** As in reports and journals: {@code snake_case}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    String words() {
        return wireName().replace('_', ' ');
    }
}
