package dibs.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done where nothing is written: the lag, markers behind the last record, a log that is too short, a database
 * that is another than before.
 *
 * <p>Used by one thread only.
 */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration ASK = Duration.ofSeconds(2);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final PartitionStep step;
    private final Lag lag;
    private long lookAt = System.nanoTime() + LOOK_AGAIN_NANOS;

    Housekeeping(Consumer<byte[], byte[]> consumer, Assignment assignment, PartitionStep step, Lag lag) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.step = step;
        this.lag = lag;
    }

    /**
     * So that the lag ends at 0, and records that left by age are not mistaken for missing ones; and now and then also
     * where there is nothing to skip: a database that was put back from a copy is noticed by a write, if only an empty one.
     */
    PartitionStep.Next skipMarkers() throws SQLException {
        boolean look = System.nanoTime() - lookAt >= 0;
        if (look) {
            lookAt = System.nanoTime() + LOOK_AGAIN_NANOS;
        }
        for (PartitionWork work : List.copyOf(assignment.all())) {
            if (work.idle() && work.recognised() && work.ownership().isPresent()) {
                long next = work.ownership().orElseThrow().nextOffset();
                // After a take-over the position may be before it: the last record is read once more.
                long position = Math.max(next, consumer.position(work.partition(), ASK));
                if ((position > next || look) && step.skipTo(work, position) == PartitionStep.Next.REJOIN) {
                    return PartitionStep.Next.REJOIN;
                }
            }
        }
        return PartitionStep.Next.GO_ON;
    }

    /** Asks the log, not the database, so that it also knows while that is away. */
    void measureLag() {
        List<TopicPartition> owned = assignment.all().stream()
                .filter(work -> work.ownership().isPresent())
                .map(PartitionWork::partition)
                .toList();
        long records = 0;
        for (Map.Entry<TopicPartition, Long> end :
                consumer.endOffsets(owned, ASK).entrySet()) {
            PartitionWork work = assignment.of(end.getKey()).orElseThrow();
            records += end.getValue() - work.ownership().orElseThrow().nextOffset();
        }
        lag.records(Math.max(0, records));
    }

    /** The record to start at is not there: fine only if just the one already written has left by age. */
    void outOfRange(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions, ASK);
        for (TopicPartition partition : partitions) {
            assignment
                    .of(partition)
                    .filter(work -> work.ownership().isPresent())
                    .ifPresent(work -> resume(work, starts.get(partition)));
        }
    }

    private void resume(PartitionWork work, long start) {
        Ownership owned = work.ownership().orElseThrow();
        boolean expired = start > owned.lastOffset() && start <= owned.nextOffset();
        if (work.recognised() || !expired) {
            throw new LedgerStoppedException(work.partition() + " is not the log the ledger was written from: it starts"
                    + " at offset " + start + " and does not hold offset " + owned.resumeAt()
                    + ", where the ledger is (truncated, created anew, or records gone by age before they were"
                    + " written?)");
        }
        LOG.warn("{}: the last record written has left the topic by age, so it was not compared", work.partition());
        work.recogniseUnseen();
        consumer.seek(work.partition(), owned.nextOffset());
    }
}
