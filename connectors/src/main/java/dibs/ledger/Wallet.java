package dibs.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What one user has by the ledger. Immutable.
 *
 * @param points sum of all entries
 * @param asOf the database's time; every row committed before is in it
 * @param entries the newest first, {@value #ENTRIES} at most
 */
public record Wallet(String user, long points, Instant asOf, List<Entry> entries) {
    public static final int ENTRIES = 20;

    /** One row of the ledger as its user sees it; {@code amount} is negative for a reversal. */
    public record Entry(String campaign, String kind, long amount, Instant decidedAt) {}
}
