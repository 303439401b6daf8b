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
    private final Deque<PendingRecord> pending = new ArrayDeque<>();
    private long pendingBytes;
    private Optional<Ownership> ownership = Optional.empty();
    private boolean recognised;
    /** A batch that was refused is tried in halves, down to the record at fault. */
    private int mostAtOnce = Integer.MAX_VALUE;

    PartitionWork(TopicPartition partition) {
        this.partition = partition;
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
        mostAtOnce = Integer.MAX_VALUE;
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

    /** When the oldest record not yet written was appended, milliseconds since 1970, or {@link Long#MAX_VALUE}. */
    long oldestMillis() {
        return pending.isEmpty() ? Long.MAX_VALUE : pending.peekFirst().record().timestamp();
    }

    /** The oldest records, so many at most; they stay until they were written or refused. */
    List<PendingRecord> batch(int most) {
        int limit = Math.min(most, mostAtOnce);
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
        mostAtOnce = mostAtOnce > MAX_PENDING_RECORDS ? Integer.MAX_VALUE : mostAtOnce * 2;
        ownership = Optional.of(now);
    }

    /** The database refused a batch for good: its halves are tried, until the record at fault is found. */
    void refused(List<PendingRecord> batch, String reason) {
        if (batch.size() == 1) {
            batch.get(0).refuse(reason);
        } else {
            mostAtOnce = batch.size() / 2;
        }
    }
}
