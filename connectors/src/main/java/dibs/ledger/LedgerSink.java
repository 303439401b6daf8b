package dibs.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
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
    private final RowMarks marks;
    private final MeterRegistry registry;
    private final LedgerMetrics metrics;
    private final WriteRate rate;
    private final Lag lag = new Lag();
    private final Pause pause = new Pause();
    private final Thread thread = new Thread(this::run, "dibs-ledger");
    private volatile LedgerHealth settled = new LedgerHealth(LedgerState.STARTING, "");
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile boolean closing;

    /** With what is told before and after rows are written; it is closed with the sink. */
    public LedgerSink(LedgerSettings settings, LedgerDatabase database, RowMarks marks, MeterRegistry registry) {
        this.settings = settings;
        this.database = database;
        this.marks = marks;
        this.rate = new WriteRate(settings.rowsPerSecond(), settings.slowBatch(), System.nanoTime());
        this.registry = registry;
        this.metrics = new LedgerMetrics(registry, settings.rowsPerSecond(), rate, lag, this::health);
    }

    public void start() {
        thread.start();
    }

    public LedgerHealth health() {
        LedgerHealth known = settled;
        boolean running = known.state() == LedgerState.RUNNING;
        String failure = pause.failure();
        if (!failure.isEmpty() && (running || known.state() == LedgerState.STARTING)) {
            return new LedgerHealth(LedgerState.RETRYING, failure + waiting());
        }
        return running && lag.seconds() > settings.behindAfter().toSeconds()
                ? new LedgerHealth(
                        LedgerState.BEHIND, "writing at most " + rate.rowsPerSecond() + " rows/s" + waiting())
                : known;
    }

    private String waiting() {
        long records = lag.records();
        return records == 0
                ? ""
                : String.format(Locale.ROOT, "; %d records wait, the oldest for %.0f s", records, lag.seconds());
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
                database.migrate(settings.rowsPerSecond());
                pause.recovered();
                done = true;
            } catch (SQLException e) {
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
        try (Consumer<byte[], byte[]> own = new KafkaConsumer<>(settings.consumerProperties());
                KafkaClientMetrics measured = new KafkaClientMetrics(own);
                DeadLetters deadLetters = new DeadLetters(settings);
                RowMarks told = marks) {
            consumer = own;
            measured.bindTo(registry);
            Assignment assignment = new Assignment(own);
            LedgerWriter writer = new LedgerWriter(database.writes(), settings.rowsPerSecond());
            PartitionStep step = new PartitionStep(own, writer, deadLetters, metrics, rate, pause, told);
            Housekeeping housekeeping = new Housekeeping(own, assignment, step, lag);
            LedgerLoop loop = new LedgerLoop(own, assignment, settings, step, housekeeping, lag, pause);
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

    /** Waits before it is tried again, or stops where that can never help. */
    private void failed(SQLException e) {
        if (SqlFailure.of(e) == SqlFailure.LASTING) {
            throw new LedgerStoppedException("the database refuses, and would again: " + firstLine(SqlFailure.reason(e))
                    + "; " + SqlFailure.remedy(e) + ", then start again");
        }
        rate.slowDown(System.nanoTime());
        metrics.failure(SqlFailure.state(e));
        retryAfter(e);
    }

    private void failed(KafkaException e) {
        metrics.failure(LedgerMetrics.LOG_FAILED);
        retryAfter(e);
    }

    private void retryAfter(Exception e) {
        pause.retry(e.getClass().getSimpleName() + ": " + firstLine(String.valueOf(e.getMessage())));
        LOG.warn("the ledger waits {} ms: {}", pause.left().toMillis(), pause.failure());
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
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
