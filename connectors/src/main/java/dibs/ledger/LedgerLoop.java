package dibs.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * The sink's work between two polls: take partitions over, write one batch of each, wait by polling.
 *
 * <p>Waiting for the pace or the database is never a sleep: it keeps polling with what is full paused, so the group
 * keeps it. Nothing read is dropped on a failure: the same batch is tried again. Used by one thread only.
 */
final class LedgerLoop {
    /** How long one poll may wait while there is nothing to do. */
    private static final Duration POLL = Duration.ofMillis(100);

    private static final long HOUSEKEEPING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final PartitionStep step;
    private final Housekeeping housekeeping;
    private final Lag lag;
    private final String topic;
    private final Pause pause;
    private long housekeepingAt = System.nanoTime();
    private boolean markersAreDue;
    private int first;

    LedgerLoop(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            LedgerSettings settings,
            PartitionStep step,
            Housekeeping housekeeping,
            Lag lag,
            Pause pause) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.topic = settings.grantsTopic();
        this.step = step;
        this.housekeeping = housekeeping;
        this.lag = lag;
        this.pause = pause;
    }

    void subscribe() {
        consumer.subscribe(List.of(topic), assignment);
    }

    /** One poll and, if it is time, one step of every partition. */
    void turn() throws SQLException {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollTime())) {
                assignment
                        .of(PartitionStep.partitionOf(record))
                        .filter(work -> work.ownership().isPresent())
                        .ifPresent(work -> work.accept(record));
            }
        } catch (OffsetOutOfRangeException e) {
            housekeeping.outOfRange(e.offsetOutOfRangePartitions().keySet());
        }
        throttle();
        lag.oldestOf(assignment.all());
        if (System.nanoTime() - housekeepingAt >= 0) {
            housekeepingAt = System.nanoTime() + HOUSEKEEPING_NANOS;
            markersAreDue = true;
            housekeeping.measureLag();
        }
        if (pause.over() || pause.failure().isEmpty()) {
            step.confirm(assignment.all());
        }
        if (pause.over()) {
            work();
        }
    }

    private void work() throws SQLException {
        if (steps() == PartitionStep.Next.REJOIN) {
            rejoin();
        } else if (markersAreDue) {
            markersAreDue = false;
            PartitionStep.Next next = housekeeping.skipMarkers();
            pause.recovered();
            if (next == PartitionStep.Next.REJOIN) {
                rejoin();
            }
        }
        lag.oldestOf(assignment.all());
    }

    /** Whoever has to wait for the ceiling comes first the next time, so that no partition starves. */
    private PartitionStep.Next steps() throws SQLException {
        List<PartitionWork> works = new ArrayList<>(assignment.all());
        int count = works.size();
        for (int i = 0; i < count; i++) {
            PartitionStep.Next next = step.take(works.get((first + i) % count));
            if (next != PartitionStep.Next.GO_ON) {
                first = (first + i) % count;
                return next;
            }
        }
        return PartitionStep.Next.GO_ON;
    }

    /** Another sink holds a partition this one believes its own: leave, and come back as the group sees fit. */
    private void rejoin() {
        consumer.unsubscribe();
        assignment.clear();
        pause.retry("another sink took a partition over");
        subscribe();
    }

    private Duration pollTime() {
        boolean work =
                assignment.all().stream().anyMatch(each -> each.ownership().isEmpty() || !each.idle());
        Duration wait = pause.left();
        return work && wait.compareTo(POLL) < 0 ? wait : POLL;
    }

    private void throttle() {
        for (PartitionWork work : assignment.all()) {
            if (work.full()) {
                consumer.pause(List.of(work.partition()));
            } else if (work.ownership().isPresent()) {
                consumer.resume(List.of(work.partition()));
            }
        }
    }
}
