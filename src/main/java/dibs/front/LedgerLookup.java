package dibs.front;

/** Whether a grant has reached the ledger. Thread-safe. */
@FunctionalInterface
public interface LedgerLookup {
    /** True only if the row is there; false also where the ledger cannot be asked. Answers within a second. */
    boolean contains(String campaign, String user);
}
