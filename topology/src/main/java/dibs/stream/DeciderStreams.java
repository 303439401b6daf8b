package dibs.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the decider's topology in this process. It stops as a whole on anything unexpected: half a decision must never
 * be committed, and a thread that went on would hide it. What is known to be harmless is in {@link BeginAnew}.
 * Thread-safe.
 */
public final class DeciderStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeciderStreams.class);
    /** Whoever stops in order gives its partitions back at once, instead of when its session has run out. */
    private static final CloseOptions STOP = stopWithin(Duration.ofSeconds(30));

    private static final CloseOptions ABANDON = stopWithin(Duration.ofSeconds(2));

    private final DeciderSettings settings;
    private final DeciderReads reads;
    private final KafkaInputLog log;
    private final CleanMarker marker;
    private final KafkaStreams streams;
    private final BeginAnew beginAnew;
    private final AtomicReference<Throwable> cause = new AtomicReference<>();
    private final CompletableFuture<Throwable> failed = new CompletableFuture<>();
    private volatile CloseOptions stop = STOP;

    public DeciderStreams(
            DeciderSettings settings, DeciderReads reads, LocalReplies replies, DeciderObserver observer) {
        this.settings = settings;
        this.reads = reads;
        this.log = new KafkaInputLog(settings.topics().requests(), inputLogConfig(settings));
        this.beginAnew = new BeginAnew(settings.threads(), System::nanoTime);
        this.marker = new CleanMarker(settings.stateDir(), settings.topics().deciderApplication());
        this.streams = new KafkaStreams(
                DeciderTopology.build(new DeciderTopology.Wiring(settings.topics(), log, reads, replies, observer)),
                StreamsProperties.of(settings));
        streams.setUncaughtExceptionHandler(this::onUncaught);
        streams.setStateListener((now, before) -> onState(now));
    }

    /** Starts; the stores can be read once {@link #waitsFor()} is empty. */
    public void start() {
        try (Admin admin = Admin.create(clientConfig(settings))) {
            StoredProgress progress = new StoredProgress(() -> new KafkaConsumer<>(
                    inputLogConfig(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
            new StartCheck(admin, settings.topics(), reads.partitions(), log::beginning, progress).run();
        }
        Map<Integer, LogMark> left = marker.marks();
        left.forEach(this::requireSameLog);
        reads.left().putAll(left);
        int untrusted = marker.takeUp();
        if (untrusted > 0) {
            LOG.info("The last stop was not clean: {} task folders are restored from their changelogs", untrusted);
        }
        streams.start();
    }

    /** For whoever measures it. */
    public KafkaStreams streams() {
        return streams;
    }

    /** What it waits for, in a few words; empty when it runs and every partition it owns has caught up and is decided. */
    public String waitsFor() {
        if (streams.state() != KafkaStreams.State.RUNNING) {
            return "Streams is " + streams.state();
        }
        if (!reads.hanging().isEmpty()) {
            return "the thread that decides partitions " + reads.hanging() + " stands still";
        }
        return reads.areAllCaughtUp() ? "" : "catching up with the log: " + reads.describe();
    }

    /** Completed with the cause once Streams has stopped by itself; the process must end then. */
    public CompletableFuture<Throwable> failed() {
        return failed;
    }

    /** Kafka's clients stand still for good: a stop hardly waits for them. */
    public void abandon() {
        stop = ABANDON;
    }

    /** Stops in order; leaves the mark by which the next start trusts the local state. Idempotent. */
    @Override
    public void close() {
        boolean running = streams.state().isRunningOrRebalancing();
        if (streams.close(stop) && running && cause.get() == null) {
            marker.leave(reads.left());
        }
        log.close();
    }

    /** What was trimmed from the log's beginning cannot be compared any more. */
    private void requireSameLog(int partition, LogMark left) {
        if (left.offset() < log.beginning(partition)) {
            return;
        }
        OptionalLong found = log.appendTime(partition, left.offset());
        if (found.isEmpty() || found.getAsLong() != left.appendTime()) {
            String held = partition + ":" + left.offset();
            String there = found.isEmpty()
                    ? "has no request there and ends at " + partition + ":" + log.end(partition)
                    : "has another request there, appended at " + Instant.ofEpochMilli(found.getAsLong());
            throw new StartFailure(
                    "state and log have parted on " + settings.topics().requests() + ": the state in "
                            + settings.stateDir() + " holds everything up to " + held + ", appended at "
                            + Instant.ofEpochMilli(left.appendTime()) + ", the log " + there
                            + ". If the log is the right one, delete that folder: it is restored from the changelogs.");
        }
    }

    private static CloseOptions stopWithin(Duration time) {
        return CloseOptions.timeout(time).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
    }

    private StreamThreadExceptionResponse onUncaught(Throwable e) {
        if (beginAnew.isAllowedAfter(rootCause(e))) {
            LOG.warn(
                    "The decider begins anew from what is committed: {}",
                    rootCause(e).getMessage());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        cause.compareAndSet(null, e);
        LOG.error("The decider stops: {}", rootCause(e).getMessage(), e);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void onState(KafkaStreams.State now) {
        if (now == KafkaStreams.State.ERROR) {
            failed.complete(rootCause(cause.get()));
        }
    }

    private static Throwable rootCause(Throwable e) {
        Throwable root = e;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null ? new IllegalStateException("Streams stopped without saying why") : root;
    }

    private static Map<String, Object> clientConfig(DeciderSettings settings) {
        Map<String, Object> config = new HashMap<>(settings.client());
        config.put("bootstrap.servers", settings.bootstrapServers());
        return config;
    }

    private static Map<String, Object> inputLogConfig(DeciderSettings settings) {
        Map<String, Object> config = clientConfig(settings);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.topics().deciderApplication());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // It reads one partition after the other; what it asked for beyond the end of one holds back the next so long.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return config;
    }
}
