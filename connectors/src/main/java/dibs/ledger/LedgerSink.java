package dibs.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the grants topic into the ledger, each record exactly once, by one thread named {@code dibs-ledger}.
 *
 * <p>Rows and progress change in one statement of the database, so Kafka's own group offsets are not used. Whatever
 * fails is tried again for ever and shown by {@link #health()}: a ledger that is away delays payments, claims never
 * notice. Its methods may be called from any thread.
 */
public final class LedgerSink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerSink.class);
    private static final Duration CLOSE_CONSUMER = Duration.ofSeconds(5);

    /** Longer than any one database call or dead letter may take, milliseconds. */
    private static final long CLOSE_MILLIS = 20_000;

    private final LedgerSettings settings;
    private final LedgerDatabase database;
    private final LedgerMetrics metrics;
    private final Pause pause = new Pause();
    private final Thread thread = new Thread(this::run, "dibs-ledger");
    private volatile LedgerHealth settled = new LedgerHealth(LedgerState.STARTING, "");
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile boolean closing;

    public LedgerSink(LedgerSettings settings, LedgerDatabase database, MeterRegistry registry) {
        this.settings = settings;
        this.database = database;
        this.metrics = new LedgerMetrics(registry, settings.rowsPerSecond(), this::health);
    }

    public void start() {
        thread.start();
    }

    public LedgerHealth health() {
        LedgerHealth known = settled;
        boolean trying = known.state() == LedgerState.STARTING || known.state() == LedgerState.RUNNING;
        String failure = pause.failure();
        return trying && !failure.isEmpty() ? new LedgerHealth(LedgerState.RETRYING, failure) : known;
    }

    private void run() {
        try {
            migrate();
            consume();
        } catch (LedgerStoppedException e) {
            stopped(e.getMessage(), e);
        } catch (WakeupException e) {
            LOG.debug("woken up to close", e);
        } catch (RuntimeException e) {
            stopped("unexpected: " + e, e);
        } finally {
            if (closing) {
                settled = new LedgerHealth(LedgerState.CLOSED, "");
            }
        }
    }

    private void stopped(String why, RuntimeException cause) {
        settled = new LedgerHealth(LedgerState.STOPPED, why);
        LOG.error("the ledger sink stopped: {}", why, cause);
    }

    private void migrate() {
        boolean done = false;
        while (!done && !closing) {
            try {
                database.migrate();
                pause.recovered();
                done = true;
            } catch (FlywayException e) {
                failed(e);
                awaitPause();
            }
        }
    }

    /** Only where polling is impossible or of no use; {@link #close()} ends the wait. */
    private synchronized void awaitPause() {
        try {
            while (!pause.over() && !closing) {
                wait(Math.max(1, pause.left().toMillis()));
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private void consume() {
        try (Consumer<byte[], byte[]> own = new KafkaConsumer<>(consumerConfig());
                DeadLetters deadLetters = new DeadLetters(settings)) {
            consumer = own;
            Assignment assignment = new Assignment(own, settings.rowsPerBatch());
            LedgerWriter writer = new LedgerWriter(database.writes(), settings.rowsPerSecond());
            PartitionStep step = new PartitionStep(own, writer, deadLetters, metrics, pause);
            Housekeeping housekeeping = new Housekeeping(own, assignment, step, metrics);
            LedgerLoop loop = new LedgerLoop(own, assignment, settings, step, housekeeping, pause);
            loop.subscribe();
            while (!closing) {
                turn(loop, own, assignment);
            }
            own.close(CloseOptions.timeout(CLOSE_CONSUMER));
        }
    }

    private void turn(LedgerLoop loop, Consumer<byte[], byte[]> own, Assignment assignment) {
        try {
            loop.turn();
            if (assignment.complete() && own.groupMetadata().generationId() > 0) {
                settled = new LedgerHealth(LedgerState.RUNNING, "");
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (SQLException e) {
            failed(e);
        } catch (KafkaException e) {
            // What polling refuses at once it would refuse at once again; heartbeats go on by themselves.
            failed(e);
            awaitPause();
        }
    }

    private void failed(Exception e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        pause.retry(e.getClass().getSimpleName() + ": " + line);
        LOG.warn("the ledger waits {} ms: {}", pause.left().toMillis(), pause.failure());
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        config.putAll(settings.kafkaProperties());
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.groupId());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return config;
    }

    /** Ends after the statement under way; the group learns of it at once. */
    @Override
    public void close() {
        closing = true;
        Consumer<byte[], byte[]> polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
        synchronized (this) {
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.close();
    }
}
