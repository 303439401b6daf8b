package dibs.ledger;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The next thing to do for one partition: take it over, or write its next batch. Used by one thread only.
 */
final class PartitionStep {
    enum Next {
        GO_ON,
        WAIT,
        REJOIN
    }

    private static final Logger LOG = LoggerFactory.getLogger(PartitionStep.class);

    private final Consumer<byte[], byte[]> consumer;
    private final LedgerWriter writer;
    private final DeadLetters deadLetters;
    private final LedgerMetrics metrics;
    private final WriteRate rate;
    private final Pause pause;
    private final RowMarks marks;

    PartitionStep(
            Consumer<byte[], byte[]> consumer,
            LedgerWriter writer,
            DeadLetters deadLetters,
            LedgerMetrics metrics,
            WriteRate rate,
            Pause pause,
            RowMarks marks) {
        this.consumer = consumer;
        this.writer = writer;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.rate = rate;
        this.pause = pause;
        this.marks = marks;
    }

    static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    Next take(PartitionWork work) throws SQLException {
        Optional<Ownership> owned = work.ownership();
        if (owned.isEmpty()) {
            takeOver(work);
            return Next.GO_ON;
        }
        return work.idle() ? Next.GO_ON : writeBatch(work, owned.get());
    }

    private void takeOver(PartitionWork work) throws SQLException {
        Ownership taken = writer.takeOver(work.partition().partition());
        work.own(taken);
        marks.took(taken.partition());
        consumer.seek(work.partition(), taken.resumeAt());
        consumer.resume(List.of(work.partition()));
        pause.recovered();
        LOG.info("{} taken over under epoch {} from offset {}", work.partition(), taken.epoch(), taken.nextOffset());
    }

    private Next writeBatch(PartitionWork work, Ownership owned) throws SQLException {
        long wait = rate.waitNanos(System.nanoTime());
        if (wait > 0) {
            pause.waitFor(wait);
            return Next.WAIT;
        }
        List<PendingRecord> batch = work.batch(rate.rowsPerBatch());
        report(batch);
        ConsumerRecord<byte[], byte[]> last = batch.get(batch.size() - 1).record();
        Ownership after = owned.movedTo(last.offset() + 1, last.offset(), PendingRecord.digest(last));
        return write(work, after, batch);
    }

    /** Lets the marks know which partitions are still this sink's, and keep what they keep. */
    void confirm(Collection<PartitionWork> works) throws SQLException {
        List<Ownership> owned =
                works.stream().flatMap(work -> work.ownership().stream()).toList();
        if (!owned.isEmpty() && marks.isConfirmationDue()) {
            long asOf = System.nanoTime();
            writer.stillOwned(owned).forEach(partition -> marks.confirmed(partition, asOf));
        }
        marks.keep(owned.stream().map(Ownership::partition).toList());
    }

    /** Moves the progress past records nobody will ever be given: transaction markers, aborted records. */
    Next skipTo(PartitionWork work, long offset) throws SQLException {
        Ownership owned = work.ownership().orElseThrow();
        return write(work, owned.movedTo(offset, owned.lastOffset(), owned.lastDigest()), List.of());
    }

    private Next write(PartitionWork work, Ownership after, List<PendingRecord> batch) throws SQLException {
        Ownership before = work.ownership().orElseThrow();
        List<LedgerEntry> rows =
                batch.stream().flatMap(each -> each.row().stream()).toList();
        long wait = marks.before(before.partition(), rows);
        if (wait > 0) {
            pause.waitFor(wait);
            return Next.WAIT;
        }
        long start = System.nanoTime();
        try {
            WriteResult result = writer.write(before, after, rows);
            long end = System.nanoTime();
            pause.recovered();
            boolean written = result.outcome() == WriteResult.Outcome.WRITTEN;
            rate.answered(written ? rows.size() : 0, start, end);
            metrics.answered(end - start);
            if (result.outcome() != WriteResult.Outcome.FENCED) {
                marks.confirmed(before.partition(), start);
            }
            if (written) {
                marks.written(before.partition(), rows);
            }
            return react(work, after, batch, result);
        } catch (SQLException e) {
            if (rows.isEmpty() || SqlFailure.of(e) != SqlFailure.ROWS) {
                throw e;
            }
            LOG.warn("{}: {} records refused by the database: {}", work.partition(), batch.size(), SqlFailure.state(e));
            work.refused(batch, SqlFailure.reason(e));
            return Next.GO_ON;
        }
    }

    private Next react(PartitionWork work, Ownership after, List<PendingRecord> batch, WriteResult result) {
        return switch (result.outcome()) {
            case WRITTEN -> {
                metrics.written(result.rows(), batch);
                work.written(batch.size(), after);
                yield Next.GO_ON;
            }
            case WAIT -> {
                pause.waitFor(TimeUnit.MILLISECONDS.toNanos(result.waitMillis()));
                yield Next.WAIT;
            }
            case FENCED -> fenced(work, after, result);
        };
    }

    private Next fenced(PartitionWork work, Ownership mine, WriteResult result) {
        LOG.warn("{} fenced: held epoch {}, found {}", work.partition(), mine.epoch(), result.holderEpoch());
        work.disown();
        if (result.holderEpoch() > mine.epoch()) {
            return Next.REJOIN;
        }
        // Nobody else: a write of ours went through though its answer was lost. Ask the database where it is.
        consumer.pause(List.of(work.partition()));
        return Next.GO_ON;
    }

    private void report(List<PendingRecord> batch) {
        for (PendingRecord each : batch) {
            each.unreportedRefusal().ifPresent(reason -> {
                deadLetters.send(each.record(), reason);
                each.reported();
                metrics.deadLetter();
                // What the database said may quote the row, and with it a user.
                LOG.warn(
                        "{}@{} became a dead letter; ./dibs dead-letters list says why",
                        partitionOf(each.record()),
                        each.record().offset());
            });
        }
    }
}
