package dibs.ledger;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Rows as a decider would have them, told apart by a number. */
final class Entries {
    static final Instant AT = Instant.parse("2026-11-23T01:02:03.456Z");

    private Entries() {}

    static LedgerEntry grant(int n) {
        return new LedgerEntry("spring", "u-" + n, LedgerEntry.Kind.GRANT, 100, n, "r-" + n, AT, 0, n);
    }

    static LedgerEntry reversal(int n) {
        return new LedgerEntry("spring", "u-" + n, LedgerEntry.Kind.REVERSAL, -100, n, "v-" + n, AT, 0, 1_000 + n);
    }

    static List<LedgerEntry> grants(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(Entries::grant).toList();
    }
}
