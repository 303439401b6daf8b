package dibs.stream;

import dibs.campaign.Decider;
import dibs.campaign.Position;
import dibs.campaign.Ruling;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Decides the requests of one partition, one after another: read, load facts, decide, apply, tell.
 *
 * <p>The reply goes out before the transaction commits. That is safe because the decision is a function of the log: if
 * this process dies first, the next owner reads the same log and decides the same. Used by one stream thread.
 */
final class DeciderProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    private final DeciderTopology.Wiring wiring;
    private final Decider decider;
    private final DeciderObserver observer;

    private int partition;
    private DeciderStores stores;
    private OffsetGuard guard;
    private PartitionReads reads;
    private Outputs outputs;

    DeciderProcessor(DeciderTopology.Wiring wiring, Decider decider) {
        this.wiring = wiring;
        this.decider = decider;
        this.observer = wiring.observer();
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        partition = context.taskId().partition();
        stores = new DeciderStores(context);
        LogMark applied = stores.applied();
        guard = new OffsetGuard(wiring.topics().requests(), partition, applied.offset(), wiring.log());
        guard.takeOver();
        outputs = new Outputs(
                context,
                wiring.topics().requests(),
                wiring.replies(),
                wiring.reads().partitions());
        reads = new PartitionReads(partition, stores, applied, wiring.log().lastAfter(partition, applied.offset()));
        wiring.reads().publish(reads);
        context.schedule(
                SIGN_OF_LIFE,
                PunctuationType.WALL_CLOCK_TIME,
                at -> wiring.reads().seen(reads));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long offset = outputs.offset();
        guard.accept(offset);
        Reading reading = Reading.of(
                record.key(),
                record.value(),
                record.headers(),
                partition,
                wiring.reads().partitions());
        LogMark mark = new LogMark(offset, record.timestamp());
        if (reading.reason() != null) {
            outputs.deadLetter(record, reading.reason());
            observer.deadLetter();
            applied(mark);
        } else if (reading.home() != partition) {
            outputs.sendHome(record);
            observer.sentHome();
            applied(mark);
        } else {
            decide(reading, record, mark);
        }
        outputs.commitStrays();
    }

    private void decide(Reading reading, Record<byte[], byte[]> record, LogMark mark) {
        String campaign = reading.campaign();
        Ruling ruling = decider.decide(
                campaign,
                stores.load(campaign, reading.request()),
                reading.request(),
                new Position(partition, mark.offset()),
                record.timestamp());
        reads.applying();
        stores.apply(ruling);
        applied(mark);
        outputs.publish(ruling, record);
        observer.decided(ruling.decision());
    }

    private void applied(LogMark mark) {
        stores.applied(mark);
        reads.applied(mark);
    }

    @Override
    public void close() {
        if (reads != null) {
            wiring.reads().withdraw(reads);
        }
    }
}
