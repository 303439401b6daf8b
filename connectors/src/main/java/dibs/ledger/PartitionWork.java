package dibs.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One assigned partition: who owns it in the database, what was read and is not written yet. Not thread-safe.
 */
final class PartitionWork {
    /** Above either of these the partition is paused; one more fetch may still arrive. */
    static final int MAX_PENDING_RECORDS = 2_000;

    static final long MAX_PENDING_BYTES = 4L << 20;

    private final TopicPartition partition;
    private final int rowsPerBatch;
    private final Deque<PendingRecord> pending = new ArrayDeque<>();
    private long pendingBytes;
    private Optional<Ownership> ownership = Optional.empty();
    private boolean recognised;
    private int singly;

    PartitionWork(TopicPartition partition, int rowsPerBatch) {
        this.partition = partition;
        this.rowsPerBatch = rowsPerBatch;
    }

    TopicPartition partition() {
        return partition;
    }

    Optional<Ownership> ownership() {
        return ownership;
    }

    void own(Ownership taken) {
        disown();
        ownership = Optional.of(taken);
        recognised = taken.lastOffset() == Ownership.NONE;
    }

    void disown() {
        ownership = Optional.empty();
        pending.clear();
        pendingBytes = 0;
        singly = 0;
    }

    boolean recognised() {
        return recognised;
    }

    /** The last record written has left the topic by age: nothing to compare, and nothing after it is missing. */
    void recogniseUnseen() {
        recognised = true;
    }

    /** Takes a record just read; the first one must be the one the ledger saw last. */
    void accept(ConsumerRecord<byte[], byte[]> record) {
        Ownership owned = ownership.orElseThrow();
        if (!recognised) {
            recognise(owned, record);
        }
        if (record.offset() >= owned.nextOffset()) {
            PendingRecord next = PendingRecord.of(record);
            pending.add(next);
            pendingBytes += next.bytes();
        }
    }

    private void recognise(Ownership owned, ConsumerRecord<byte[], byte[]> record) {
        if (record.offset() != owned.lastOffset()
                || !PendingRecord.digest(record).equals(owned.lastDigest())) {
            throw new LedgerStoppedException(partition + " is not the log the ledger was written from: at offset "
                    + owned.lastOffset() + " it held another record (truncated or created anew?)");
        }
        recognised = true;
    }

    boolean full() {
        return pending.size() >= MAX_PENDING_RECORDS || pendingBytes >= MAX_PENDING_BYTES;
    }

    boolean idle() {
        return pending.isEmpty();
    }

    int pendingRecords() {
        return pending.size();
    }

    /** The oldest records, at most one batch; the same again until they were written or refused. */
    List<PendingRecord> batch() {
        int limit = singly > 0 ? 1 : rowsPerBatch;
        List<PendingRecord> batch = new ArrayList<>(Math.min(limit, pending.size()));
        for (PendingRecord record : pending) {
            if (batch.size() == limit) {
                break;
            }
            batch.add(record);
        }
        return batch;
    }

    void written(int records, Ownership now) {
        for (int i = 0; i < records; i++) {
            pendingBytes -= pending.removeFirst().bytes();
        }
        singly = Math.max(0, singly - records);
        ownership = Optional.of(now);
    }

    /** The database refused a batch for good: its records go one by one, and the one at fault becomes a dead letter. */
    void refused(List<PendingRecord> batch, String reason) {
        if (batch.size() == 1) {
            batch.get(0).refuse(reason);
        } else {
            singly = batch.size();
        }
    }
}
