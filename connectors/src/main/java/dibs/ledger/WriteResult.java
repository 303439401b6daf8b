package dibs.ledger;

/**
 * What the writer function answered; only {@code WRITTEN} changed anything. Immutable.
 *
 * <p>{@code waitMillis} counts for {@code WAIT}; {@code holderEpoch} is the epoch found in the database.
 */
record WriteResult(Outcome outcome, int waitMillis, int rows, long holderEpoch) {
    enum Outcome {
        WRITTEN,
        WAIT,
        FENCED
    }
}
