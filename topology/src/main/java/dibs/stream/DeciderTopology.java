package dibs.stream;

import dibs.campaign.Decider;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The decider's topology: one input, one processor, and a sink for each kind of consequence. A request on
 * another partition than its campaign's is written to the input once more, where it belongs.
 *
 * <p>Everything is bytes, so that nothing can fail outside the processor. Offsets are never reset: a log whose position
 * is lost must stop the decider.
 */
public final class DeciderTopology {
    private static final String REQUESTS = "requests";
    private static final String DECIDER = "decider";

    private DeciderTopology() {}

    /**
     * What the processors of one process share.
     *
     * @param log looked at when a partition is taken over
     * @param reads where the processors publish their stores
     * @param replies the fronts of this process
     * @param observer told what becomes of each record, for metrics
     */
    public record Wiring(
            Topics topics, InputLog log, DeciderReads reads, LocalReplies replies, DeciderObserver observer) {}

    public static Topology build(Wiring wiring) {
        Topics topics = wiring.topics();
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(
                        AutoOffsetReset.none(),
                        REQUESTS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.requests())
                .addProcessor(DECIDER, new Deciders(wiring), REQUESTS)
                .addSink(Outputs.DECISIONS, topics.decisions(), bytes, bytes, DECIDER)
                .addSink(Outputs.GRANTS, topics.grants(), bytes, bytes, DECIDER)
                .addSink(Outputs.CAMPAIGNS, topics.campaigns(), bytes, bytes, DECIDER)
                .addSink(Outputs.REPLIES, topics.replies(), bytes, bytes, new ReplyPartitioner(), DECIDER)
                .addSink(Outputs.HOME, topics.requests(), bytes, bytes, new HomePartition(), DECIDER)
                .addSink(Outputs.DEAD_LETTERS, topics.deadLetters(), bytes, bytes, DECIDER);
    }

    /** The topology's description; nothing is connected. */
    public static String describe(Topics topics) {
        return build(new Wiring(topics, null, null, LocalReplies.NONE, decision -> {}))
                .describe()
                .toString();
    }

    private record Deciders(Wiring wiring) implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            return new DeciderProcessor(wiring, new Decider());
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return DeciderStores.builders();
        }
    }
}
