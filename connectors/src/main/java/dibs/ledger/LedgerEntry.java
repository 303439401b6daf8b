package dibs.ledger;

import java.time.Instant;

/**
 * One row of the ledger, without the time it was recorded at: a grant, or the reversal of one.
 *
 * <p>Immutable. {@code amount} is in points, negative for a reversal; the source is the request's position on its log.
 */
public record LedgerEntry(
        String campaign,
        String user,
        Kind kind,
        long amount,
        long rank,
        String requestId,
        Instant decidedAt,
        int sourcePartition,
        long sourceOffset) {

    /** What a row does to a wallet; {@link #text} is its name in JSON and in the table. */
    public enum Kind {
        GRANT("grant"),
        REVERSAL("reversal");

        final String text;

        Kind(String text) {
            this.text = text;
        }
    }
}
