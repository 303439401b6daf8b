package dibs.ledger;

import java.util.Collection;
import java.util.List;

/**
 * Told by the sink before and after it writes, so that whoever keeps copies of wallets keeps no old ones. Nothing here
 * may take longer than some tens of milliseconds or throw. Called by the sink's thread only.
 */
public interface RowMarks extends AutoCloseable {

    /** For where nobody keeps copies. */
    RowMarks NONE = new RowMarks() {
        @Override
        public void took(int partition) {}

        @Override
        public void confirmed(int partition, long asOf) {}

        @Override
        public long before(int partition, List<LedgerEntry> rows) {
            return 0;
        }

        @Override
        public void written(int partition, List<LedgerEntry> rows) {}

        @Override
        public boolean isConfirmationDue() {
            return false;
        }

        @Override
        public void keep(Collection<Integer> partitions) {}

        @Override
        public void close() {}
    };

    /** The sink has become the owner of {@code partition}. */
    void took(int partition);

    /** At {@code asOf}, as {@link System#nanoTime()} counts, the database still knew the sink as the owner. */
    void confirmed(int partition, long asOf);

    /**
     * The rows are about to be written, maybe not for the first time.
     *
     * @return nanoseconds to wait before it is asked again; 0: write now
     */
    long before(int partition, List<LedgerEntry> rows);

    /** The rows are committed. */
    void written(int partition, List<LedgerEntry> rows);

    /** Whether the owned partitions have to be confirmed. */
    boolean isConfirmationDue();

    /** Called every now and then with all partitions the sink owns. */
    void keep(Collection<Integer> partitions);

    @Override
    void close();
}
