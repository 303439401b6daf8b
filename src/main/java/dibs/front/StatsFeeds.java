package dibs.front;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The campaigns that somebody listens to, read four times a second by one thread that also writes all events: many
 * listeners make events rarer, and take no more than this thread from claims. Thread-safe.
 */
final class StatsFeeds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatsFeeds.class);

    private static final long PERIOD_MILLIS = 250;
    private static final Duration QUIET = Duration.ofSeconds(15);

    private final StoreQueries queries;
    private final Duration quiet;
    private final ConcurrentMap<String, StatsFeed> feeds = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread events = new Thread(task, "dibs-events");
        events.setDaemon(true);
        return events;
    });

    /**
     * Reads nothing while nobody listens.
     *
     * @param idleTimeout of connections, which must not end for want of news
     */
    StatsFeeds(StoreQueries queries, Duration idleTimeout) {
        this.queries = queries;
        Duration half = idleTimeout.dividedBy(2);
        this.quiet = half.compareTo(QUIET) < 0 ? half : QUIET;
        var unused = thread.scheduleWithFixedDelay(this::round, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** From now on {@code stream} is told, until {@link #remove}. */
    void add(String campaign, EventStream stream) {
        feeds.compute(campaign, (id, known) -> {
                    StatsFeed feed = known == null ? new StatsFeed(id, queries, thread) : known;
                    feed.add(stream);
                    return feed;
                })
                .read();
        if (closed) {
            stream.end();
        }
    }

    void remove(String campaign, EventStream stream) {
        feeds.computeIfPresent(campaign, (id, feed) -> {
            feed.remove(stream);
            return feed.isEmpty() ? null : feed;
        });
    }

    private void round() {
        try {
            for (StatsFeed feed : feeds.values()) {
                feed.read();
                feed.beat(quiet);
            }
        } catch (RuntimeException e) {
            LOG.error("a round of events failed; the next one comes", e);
        }
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closed = true;
        feeds.values().forEach(StatsFeed::endAll);
        thread.shutdownNow();
    }
}
