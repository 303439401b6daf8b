package dibs.stream;

import dibs.campaign.Decider;
import dibs.campaign.Decision;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;

/**
 * One partition of the request log with the real processor on it, whose transaction commits or aborts when the
 * simulation says so. In place of Kafka there are a list and stores in memory.
 */
final class SimulatedPartition implements InputLog {
    private static final Topics TOPICS = new Topics("dibs.");

    private final int number;
    private final DeciderReads reads;
    private final Decider decider;
    private final List<LogEntry> log = new ArrayList<>();
    private final List<TransactionalStore> stores;
    private final List<Step> uncommitted = new ArrayList<>();
    private long end;
    private int next;
    private int committedNext;

    private DeciderProcessor processor;
    private MockProcessorContext<byte[], byte[]> context;
    private Decision decision;

    /** What a record of the log is meant to become. */
    enum Meant {
        DECISION,
        SENT_HOME,
        DEAD_LETTER
    }

    /** A record of the log. */
    record LogEntry(long offset, Record<byte[], byte[]> record, Meant meant) {}

    /** A record that was written. */
    record Output(String sink, Record<byte[], byte[]> record) {}

    /**
     * One record processed, and all that came of it.
     *
     * @param decision null if it was no request to decide here
     * @param deleted how many keys the stores lost
     */
    record Step(SimulatedPartition partition, LogEntry entry, Decision decision, List<Output> outputs, int deleted) {}

    SimulatedPartition(int number, int partitions, Decider decider, boolean keepsGrants) {
        this.number = number;
        this.reads = new DeciderReads(partitions);
        this.decider = decider;
        this.stores = DeciderStores.builders().stream()
                .map(builder -> new TransactionalStore(
                        builder.name(), keepsGrants && builder.name().equals("grants")))
                .toList();
        start();
    }

    int number() {
        return number;
    }

    /** Appends a record; {@code gap} offsets before it are taken by markers and aborted records. */
    void append(Record<byte[], byte[]> record, Meant meant, int gap) {
        end += gap;
        log.add(new LogEntry(end++, record, meant));
    }

    /** The same record at the same place on another log. */
    void append(LogEntry entry) {
        log.add(entry);
        end = entry.offset() + 1;
    }

    /** Offsets that no reader will ever see. */
    void skip(int offsets) {
        end += offsets;
    }

    List<LogEntry> log() {
        return log;
    }

    boolean isAtEnd() {
        return next == log.size();
    }

    boolean hasUncommitted() {
        return !uncommitted.isEmpty();
    }

    /** The record that will be processed next. */
    LogEntry next() {
        return log.get(next);
    }

    /** Processes the next record. */
    Step step() {
        LogEntry entry = log.get(next++);
        decision = null;
        context.resetForwards();
        context.setRecordMetadata(TOPICS.requests(), number, entry.offset());
        context.setCurrentSystemTimeMs(entry.record().timestamp());
        processor.process(entry.record());
        List<Output> outputs = context.forwarded().stream()
                .map(each -> new Output(each.childName().orElseThrow(), record(each)))
                .toList();
        int deleted = stores.stream().mapToInt(TransactionalStore::takeDeleted).sum();
        Step step = new Step(this, entry, decision, outputs, deleted);
        uncommitted.add(step);
        return step;
    }

    private static Record<byte[], byte[]> record(CapturedForward<? extends byte[], ? extends byte[]> forward) {
        return new Record<>(
                forward.record().key(),
                forward.record().value(),
                forward.record().timestamp(),
                forward.record().headers());
    }

    /** Whether the processor asked for a commit. */
    boolean wantsCommit() {
        return context.committed();
    }

    /** Ends the transaction; returns what it published. */
    List<Step> commit() {
        context.resetCommit();
        stores.forEach(TransactionalStore::commit);
        committedNext = next;
        List<Step> published = List.copyOf(uncommitted);
        uncommitted.clear();
        return published;
    }

    /** Dies without a commit and starts again; returns what was written and aborted. */
    List<Step> crash() {
        stores.forEach(TransactionalStore::abort);
        next = committedNext;
        List<Step> aborted = List.copyOf(uncommitted);
        uncommitted.clear();
        start();
        return aborted;
    }

    private void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        context = new MockProcessorContext<>(config, new TaskId(0, number), new File("unused"));
        stores.forEach(store -> context.addStateStore(store));
        processor = new DeciderProcessor(
                new DeciderTopology.Wiring(TOPICS, this, reads, LocalReplies.NONE, told -> decision = told), decider);
        processor.init(context);
    }

    TransactionalStore store(String name) {
        return stores.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    List<TransactionalStore> stores() {
        return stores;
    }

    PartitionReads reads() {
        return reads.of(number).orElseThrow();
    }

    @Override
    public OptionalLong committed(int partition) {
        return OptionalLong.of(
                committedNext == 0 ? 0 : log.get(committedNext - 1).offset() + 1);
    }

    @Override
    public OptionalLong firstAtOrAfter(int partition, long from) {
        return log.stream().mapToLong(LogEntry::offset).filter(o -> o >= from).findFirst();
    }

    @Override
    public long end(int partition) {
        return end;
    }

    /** The readers of this process need not wait: what they ask is asked between two steps. */
    @Override
    public long lastAfter(int partition, long after) {
        return after;
    }
}
