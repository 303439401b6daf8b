package dibs.front;

import dibs.campaign.Decision;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.stream.HomePartition;
import dibs.stream.ReplyAddress;
import dibs.wire.DecisionJson;
import dibs.wire.RequestJson;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands requests to the log, each to its campaign's home partition. Thread-safe. */
final class RequestPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPublisher.class);

    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    private final String topic;
    private final String replies;
    private final int partitions;
    private final Producer<byte[], byte[]> producer;
    private final KafkaClientMetrics measured;

    RequestPublisher(FrontSettings settings, MeterRegistry registry) {
        this.topic = settings.topics().requests();
        this.replies = settings.topics().replies();
        this.partitions = settings.partitions();
        Map<String, Object> config = new HashMap<>(settings.client());
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A request that was given up makes the producer begin anew with what it sent behind it, and brokers take that
        // for something else: on the log it would be twice.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.limits().producerBuffer());
        // A caller's thread waits no longer than this where the log cannot be reached, and is told 503.
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
        // After five idle minutes the metadata would be dropped, and the next claim hold a thread to fetch it.
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.measured = new KafkaClientMetrics(producer);
        measured.bindTo(registry);
    }

    /**
     * Learns where the log's partitions are, so that the first request does not wait for it. A broker that is busy, or a
     * first handshake, may take longer than a caller is let wait.
     */
    void warmUp() {
        long start = System.nanoTime();
        while (true) {
            try {
                producer.partitionsFor(topic);
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() - start > START_PATIENCE.toNanos()) {
                    throw e;
                }
                LOG.debug("brokers have not told yet where {} is", topic, e);
            }
        }
    }

    /** The partition that decides the campaign. */
    int home(String campaign) {
        return HomePartition.of(campaign, partitions);
    }

    /**
     * Hands {@code request} over.
     *
     * @param onPosition told the request's position once the log has it; not called if that fails
     * @return false if it never left this process; otherwise the log may have it, whatever happens later
     */
    boolean publish(String campaign, Request request, ReplyAddress replyTo, Consumer<Position> onPosition) {
        byte[] key = campaign.getBytes(StandardCharsets.UTF_8);
        int home = HomePartition.of(campaign, partitions);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, home, key, RequestJson.write(request));
        return send(record, replyTo, onPosition);
    }

    /**
     * The same way to the broker and back, past the log: a claim's grant, as a decider would send it, goes straight to
     * the replies of the front that waits at {@code replyTo}. Of the request nothing is written.
     */
    boolean rehearse(String campaign, Request request, ReplyAddress replyTo, Consumer<Position> onPosition) {
        Decision granted = Rehearsal.granted(campaign, RequestJson.write(request).length);
        byte[] decision = DecisionJson.record(granted);
        return send(new ProducerRecord<>(replies, replyTo.partition(), null, decision), replyTo, onPosition);
    }

    private boolean send(ProducerRecord<byte[], byte[]> record, ReplyAddress replyTo, Consumer<Position> onPosition) {
        record.headers().add(ReplyAddress.HEADER, replyTo.toBytes());
        Thread caller = Thread.currentThread();
        AtomicBoolean refused = new AtomicBoolean();
        Callback told = (metadata, failure) -> {
            if (failure == null) {
                onPosition.accept(new Position(metadata.partition(), metadata.offset()));
            } else if (Thread.currentThread() == caller) {
                // Only what fails before it is in the producer's buffer is reported by the caller's own thread.
                refused.set(true);
            }
        };
        try {
            // The callback tells everything the future would.
            var unused = producer.send(record, told);
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("the producer of {} takes nothing: {}", record.topic(), e.toString());
            return false;
        }
        return !refused.get();
    }

    @Override
    public void close() {
        measured.close();
        producer.close(Duration.ofSeconds(6));
    }
}
