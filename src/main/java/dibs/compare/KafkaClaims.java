package dibs.compare;

import dibs.campaign.Decision;
import dibs.campaign.Request;
import dibs.compare.Load.Claim;
import dibs.stream.HomePartition;
import dibs.stream.ReplyAddress;
import dibs.stream.Topics;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Claims straight to a topic, and early replies: each request says by a header where its decision is awaited, as those of
 * a front in another process do. One thread sends, one hears. Thread-safe.
 */
final class KafkaClaims implements AutoCloseable {
    private static final int PARTITIONS = 4;
    /** The partition of the replies that is read here. */
    private static final int REPLIES = 0;

    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

    private final Topics topics;
    private final long self = ThreadLocalRandom.current().nextLong();
    private final AtomicLong sequence = new AtomicLong();
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final UnderWay underWay = new UnderWay();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::read, "compare-replies");
    private volatile boolean closing;

    /** Somebody who waits for a decision since then, as {@link System#nanoTime()} counts. */
    private record Waiting(Consumer<Decision> told, Consumer<Throwable> failed, long since) {}

    KafkaClaims(String brokers, Topics topics) {
        this.topics = topics;
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", brokers));
        this.consumer = consumer(config);
        config.put("acks", "all");
        config.put("linger.ms", 1);
        config.put("batch.size", 128 * 1024);
        config.put("request.timeout.ms", 5_000);
        config.put("delivery.timeout.ms", (int) Duration.ofNanos(LONGEST_NANOS).toMillis());
        // Else it forgets where the partitions are when the broker is away.
        config.put("metadata.recovery.strategy", "none");
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.partitionsFor(topics.requests());
        reader.start();
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> brokers) {
        Map<String, Object> config = new HashMap<>(brokers);
        config.put("max.poll.records", 5_000);
        config.put("metadata.recovery.strategy", "none");
        KafkaConsumer<byte[], byte[]> replies =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Set<TopicPartition> mine = Set.of(new TopicPartition(topics.replies(), REPLIES));
        replies.assign(mine);
        replies.seekToEnd(mine);
        mine.forEach(replies::position);
        return replies;
    }

    /** Sends a request that is not measured; completed with its decision. */
    CompletableFuture<Decision> ask(String campaign, Request request) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        send(campaign, request, answer::complete, answer::completeExceptionally);
        return answer;
    }

    /** Makes all claims of the load; returns when each is answered or failed. */
    void run(Load load) throws InterruptedException {
        for (Claim claim = load.next(); claim != null; claim = load.next()) {
            send(claim, claim.campaign());
        }
        underWay.awaitNone();
    }

    /** The same, of these campaigns in turn. */
    void run(Load load, List<String> campaigns) throws InterruptedException {
        int turn = 0;
        for (Claim claim = load.next(); claim != null; claim = load.next()) {
            send(claim, campaigns.get(turn++ % campaigns.size()));
        }
        underWay.awaitNone();
    }

    private void send(Claim claim, String campaign) {
        Request request = new Request.Claim(claim.user(), null);
        send(campaign, request, decision -> Told.of(decision).tell(claim), claim::failed);
    }

    private void send(String campaign, Request request, Consumer<Decision> told, Consumer<Throwable> failed) {
        ReplyAddress address = new ReplyAddress(REPLIES, self, sequence.incrementAndGet());
        underWay.begin();
        waiting.put(address.sequence(), new Waiting(told, failed, System.nanoTime()));
        byte[] key = SampleAnswers.utf8(campaign);
        int home = HomePartition.of(campaign, PARTITIONS);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topics.requests(), home, key, RequestJson.write(request));
        record.headers().add(ReplyAddress.HEADER, address.toBytes());
        try {
            var unused = producer.send(record, (at, failure) -> {
                if (failure != null) {
                    fail(address.sequence(), failure);
                }
            });
        } catch (KafkaException e) {
            fail(address.sequence(), e);
        }
    }

    private void fail(long number, Throwable why) {
        Waiting one = waiting.remove(number);
        if (one != null) {
            one.failed().accept(why);
            underWay.end();
        }
    }

    private void read() {
        long sweep = System.nanoTime() + SWEEP_NANOS;
        try (consumer) {
            while (!closing) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::hear);
                if (System.nanoTime() - sweep > 0) {
                    sweep();
                    sweep = System.nanoTime() + SWEEP_NANOS;
                }
            }
        }
    }

    /** What is told a second time, by the next owner after a kill, finds nobody who waits. */
    private void hear(ConsumerRecord<byte[], byte[]> reply) {
        ReplyAddress address = ReplyAddress.in(reply.headers());
        if (address == null || address.front() != self) {
            return;
        }
        Waiting one = waiting.remove(address.sequence());
        if (one == null) {
            return;
        }
        try {
            one.told().accept(DecisionReader.read(reply.value()));
        } catch (Malformed e) {
            one.failed().accept(e);
        } finally {
            underWay.end();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        waiting.forEach((number, one) -> {
            if (now - one.since() > LONGEST_NANOS) {
                fail(number, new TimeoutException("no reply came"));
            }
        });
    }

    @Override
    public void close() {
        closing = true;
        producer.close(Duration.ZERO);
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
