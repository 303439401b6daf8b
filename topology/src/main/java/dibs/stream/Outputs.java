package dibs.stream;

import dibs.campaign.Position;
import dibs.campaign.Ruling;
import dibs.wire.DecisionJson;
import dibs.wire.EntryJson;
import dibs.wire.UniversalDataJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Writes what follows from one request to the topics that tell it. Used by one stream thread. */
final class Outputs {
    static final String DECISIONS = "decisions";
    static final String GRANTS = "grants";
    static final String CAMPAIGNS = "campaigns";
    static final String REPLIES = "replies";
    static final String DEAD_LETTERS = "dead-letters";
    static final String HOME = "home";

    private static final long COMMIT_PAUSE_MILLIS = 25;
    private static final int MAX_DEAD_LETTER = 4 * 1024;

    private final ProcessorContext<byte[], byte[]> context;
    private final String requests;
    private final LocalReplies localReplies;
    private final int partitions;
    private boolean commitDue;
    private long nextCommit;

    Outputs(ProcessorContext<byte[], byte[]> context, String requests, LocalReplies localReplies, int partitions) {
        this.context = context;
        this.requests = requests;
        this.localReplies = localReplies;
        this.partitions = partitions;
    }

    /** Offset of the record at hand. */
    long offset() {
        return metadata().offset();
    }

    void publish(Ruling ruling, Record<byte[], byte[]> cause) {
        byte[] decision = DecisionJson.record(ruling.decision());
        forward(DECISIONS, cause.key(), decision, cause.timestamp());
        if (ruling.newHolding() != null) {
            byte[] entry = EntryJson.record(ruling.decision().campaign(), ruling.user(), ruling.newHolding());
            forward(GRANTS, utf8(ruling.user()), entry, cause.timestamp());
        }
        if (ruling.universalDataChanged()) {
            byte[] data = UniversalDataJson.record(ruling.campaign().universalData());
            forward(CAMPAIGNS, cause.key(), data, cause.timestamp());
        }
        reply(ruling, decision, cause);
    }

    /** Told directly where the front is of this process; else by a record, if the address can exist at all. */
    private void reply(Ruling ruling, byte[] decision, Record<byte[], byte[]> cause) {
        ReplyAddress address = ReplyAddress.in(cause.headers());
        if (address == null || localReplies.tell(address, ruling.decision())) {
            return;
        }
        // A partition that does not exist would block the producer for a minute, and with it every claim.
        if (address.partition() >= 0 && address.partition() < partitions) {
            Headers headers = new RecordHeaders().add(ReplyAddress.HEADER, address.toBytes());
            byte[] key = ReplyPartitioner.key(address.partition());
            context.forward(new Record<>(key, decision, cause.timestamp(), headers), REPLIES);
        }
    }

    /**
     * Sends a request to its campaign's home partition, to be committed soon: until then the copy holds back every claim
     * there. Of its headers only the reply address goes along; others could be of any size.
     */
    void sendHome(Record<byte[], byte[]> record) {
        RecordMetadata at = metadata();
        String origin = new Position(at.partition(), at.offset()).toString();
        Headers headers = new RecordHeaders().add(Reading.ORIGIN_HEADER, utf8(origin));
        ReplyAddress address = ReplyAddress.in(record.headers());
        if (address != null) {
            headers.add(ReplyAddress.HEADER, address.toBytes());
        }
        context.forward(record.withHeaders(headers), HOME);
        commitDue = true;
    }

    /**
     * Asks for a commit if strays wait for one: the first at once, those of a flood together. Streams works on hardly
     * more than one record between two commits that are asked for, so one for each stray would hold up everything. The
     * clock decides when is committed, and nothing that is.
     */
    void commitStrays() {
        if (commitDue && context.currentSystemTimeMs() >= nextCommit) {
            context.commit();
            commitDue = false;
            nextCommit = context.currentSystemTimeMs() + COMMIT_PAUSE_MILLIS;
        }
    }

    void deadLetter(Record<byte[], byte[]> record, String reason) {
        RecordMetadata at = metadata();
        Headers headers = new RecordHeaders()
                .add("dibs-error-reason", utf8(reason))
                .add("dibs-error-topic", utf8(requests))
                .add("dibs-error-partition", utf8(Integer.toString(at.partition())))
                .add("dibs-error-offset", utf8(Long.toString(at.offset())));
        context.forward(
                new Record<>(start(record.key()), start(record.value()), record.timestamp(), headers), DEAD_LETTERS);
    }

    private void forward(String sink, byte[] key, byte[] value, long timestamp) {
        context.forward(new Record<>(key, value, timestamp), sink);
    }

    private RecordMetadata metadata() {
        return context.recordMetadata().orElseThrow();
    }

    private static byte[] start(byte[] bytes) {
        return bytes == null || bytes.length <= MAX_DEAD_LETTER ? bytes : Arrays.copyOf(bytes, MAX_DEAD_LETTER);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
