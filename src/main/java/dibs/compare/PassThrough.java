package dibs.compare;

import dibs.serve.PartSettings;
import dibs.stream.DeciderSettings;
import dibs.stream.ReplyAddress;
import dibs.stream.StreamsProperties;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The decider's topology without store and rule, with all its Streams settings: what Kafka Streams costs of itself. It
 * answers every claim with the same prepared bytes.
 */
final class PassThrough implements AutoCloseable {
    private static final String REQUESTS = "requests";
    private static final String PASS = "pass";
    private static final String REPLIES = "replies";
    private static final String DECISIONS = "decisions";
    private static final String GRANTS = "grants";
    private static final String CHANGELOG = "changelog";
    private static final int START_SECONDS = 60;

    private final KafkaStreams streams;

    private PassThrough(DeciderSettings settings, Topology topology) throws InterruptedException {
        Properties properties = StreamsProperties.of(settings);
        // Nobody commits an offset here before the first start, as the decider's own start does.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        this.streams = new KafkaStreams(topology, properties);
        CountDownLatch running = new CountDownLatch(1);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
        streams.start();
        if (!running.await(START_SECONDS, TimeUnit.SECONDS)) {
            throw new CompareFailure("a pass-through did not start within " + START_SECONDS + " s");
        }
    }

    /** Writes the answer and nothing else. */
    static PassThrough oneRecord(DeciderSettings settings) throws InterruptedException {
        return new PassThrough(
                settings,
                source(settings, One::new)
                        .addSink(
                                REPLIES,
                                settings.topics().replies(),
                                bytes(),
                                bytes(),
                                SamplePartitioners.REPLY,
                                PASS));
    }

    /** Writes the same records as the decider for a client in another process: decision, grant, changelog and reply. */
    static PassThrough sameRecords(DeciderSettings settings) throws InterruptedException {
        String prefix = settings.topics().prefix();
        return new PassThrough(
                settings,
                source(settings, Same::new)
                        .addSink(REPLIES, settings.topics().replies(), bytes(), bytes(), SamplePartitioners.REPLY, PASS)
                        .addSink(DECISIONS, settings.topics().decisions(), bytes(), bytes(), PASS)
                        .addSink(GRANTS, settings.topics().grants(), bytes(), bytes(), PASS)
                        .addSink(CHANGELOG, prefix + CHANGELOG, bytes(), bytes(), SamplePartitioners.HOME, PASS));
    }

    private static Topology source(
            DeciderSettings settings, ProcessorSupplier<byte[], byte[], byte[], byte[]> processor) {
        return new Topology()
                .addSource(
                        REQUESTS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        settings.topics().requests())
                .addProcessor(PASS, processor, REQUESTS);
    }

    private static ByteArraySerializer bytes() {
        return new ByteArraySerializer();
    }

    /** A compacted topic, as the store's would be. */
    static void createChangelog(Admin admin, PartSettings settings) {
        NewTopic changelog = new NewTopic(
                        settings.topics().prefix() + CHANGELOG,
                        settings.layout().partitions(),
                        (short) 1)
                .configs(Map.of("cleanup.policy", "compact"));
        try {
            admin.createTopics(List.of(changelog)).all().get();
        } catch (ExecutionException e) {
            throw new CompareFailure("the changelog could not be created: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompareFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        streams.close();
    }

    /** One record for each claim. Used by one stream thread. */
    private static class One implements Processor<byte[], byte[], byte[], byte[]> {
        private ProcessorContext<byte[], byte[]> context;

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
        }

        @Override
        public void process(Record<byte[], byte[]> claim) {
            ReplyAddress address = ReplyAddress.in(claim.headers());
            forward(
                    claim.withKey(SamplePartitioners.replyKey(address.partition()))
                            .withValue(SampleAnswers.of(claim.key()).decision())
                            .withHeaders(new RecordHeaders().add(ReplyAddress.HEADER, address.toBytes())),
                    REPLIES);
        }

        void forward(Record<byte[], byte[]> record, String sink) {
            context.forward(record, sink);
        }
    }

    /** As many records for each claim as the decider writes, in its order. Used by one stream thread. */
    private static final class Same extends One {
        private long grants;

        @Override
        public void process(Record<byte[], byte[]> claim) {
            SampleAnswers answers = SampleAnswers.of(claim.key());
            Record<byte[], byte[]> bare = claim.withHeaders(new RecordHeaders());
            if (answers.granted()) {
                byte[] user = SampleAnswers.user(grants++);
                forward(
                        bare.withKey(SamplePartitioners.storeKey(claim.key(), user))
                                .withValue(answers.stored()),
                        CHANGELOG);
                forward(bare.withKey(user).withValue(answers.entry()), GRANTS);
            }
            forward(bare.withValue(answers.decision()), DECISIONS);
            super.process(claim);
        }
    }
}
