package dibs.serve;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells when this machine's clock was set back.
 *
 * <p>Kafka's clients time heartbeats and look for new leaders by that clock, and their timers stand still until it has
 * caught up: so long an instance would be put out of its groups every few seconds and take part again. Nothing but new
 * clients helps. A clock that is set ahead costs one rebalance. Runs one thread of its own. Thread-safe.
 */
final class ClockWatch implements AutoCloseable {
    /** Short enough to keep the shortest session: 6 s, less the interval between heartbeats of 1.5 s, less one period. */
    static final Duration BEARABLE = Duration.ofSeconds(3);

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Consumer<Duration> onSetBack;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "dibs-clock");
        daemon.setDaemon(true);
        return daemon;
    });
    private long latest;

    /**
     * Watches nothing yet.
     *
     * @param onSetBack told by how much, again and again until the clock has caught up
     */
    ClockWatch(InstantSource clock, Consumer<Duration> onSetBack) {
        this.clock = clock;
        this.onSetBack = onSetBack;
        this.latest = clock.millis();
    }

    void start() {
        var unused = thread.scheduleAtFixedRate(this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Used by one thread at a time. */
    void look() {
        long now = clock.millis();
        latest = Math.max(latest, now);
        Duration back = Duration.ofMillis(latest - now);
        if (back.compareTo(BEARABLE) > 0) {
            onSetBack.accept(back);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
