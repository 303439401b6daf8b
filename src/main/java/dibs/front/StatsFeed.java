package dibs.front;

import dibs.cluster.StoreAnswer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One campaign's counts for all who listen to it here: read once, encoded once. Where the stores do not answer, who
 * listens hears nothing for a while; a store that is older than what was told is not listened to. Thread-safe.
 */
final class StatsFeed {
    /** How long a read may take. */
    private static final Duration MOST = Duration.ofSeconds(1);

    private final String campaign;
    private final StoreQueries queries;
    private final Executor telling;
    private final Set<EventStream> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean reading = new AtomicBoolean();
    private StatsEvent latest;
    /** Known to the thread that tells. */
    private long toldAt = System.nanoTime();

    /**
     * Of nobody yet.
     *
     * @param telling writes to those who listen; one thread, since they are told in order
     */
    StatsFeed(String campaign, StoreQueries queries, Executor telling) {
        this.campaign = campaign;
        this.queries = queries;
        this.telling = telling;
    }

    /** Offers the latest event at once, if there is one. */
    synchronized void add(EventStream stream) {
        listeners.add(stream);
        if (latest != null) {
            stream.offer(latest);
        }
    }

    void remove(EventStream stream) {
        listeners.remove(stream);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void endAll() {
        listeners.forEach(EventStream::end);
    }

    /** Reads the counts and tells them if they are new; nothing while a read is under way. */
    void read() {
        if (reading.compareAndSet(false, true)) {
            var unused = queries.find(campaign, null, AtLeast.NOTHING, MOST).whenCompleteAsync(this::heard, telling);
        }
    }

    private void heard(StoreAnswer answer, Throwable failure) {
        try {
            if (failure == null && answer.campaign() != null) {
                tell(StatsEvent.of(answer.campaign(), answer.position()));
            }
        } finally {
            reading.set(false);
        }
    }

    private void tell(StatsEvent event) {
        if (isNews(event)) {
            each(stream -> stream.offer(event));
        }
    }

    /** Who comes from here on is offered it in {@link #add}. Told without the lock: a stream that ends removes itself. */
    private synchronized boolean isNews(StatsEvent event) {
        boolean news = event.isNews(latest);
        if (news) {
            latest = event;
        }
        return news;
    }

    /** A comment to all, where they heard nothing for so long; called by the thread that tells. */
    void beat(Duration quiet) {
        if (System.nanoTime() - toldAt > quiet.toNanos()) {
            each(EventStream::beat);
        }
    }

    private void each(Consumer<EventStream> told) {
        toldAt = System.nanoTime();
        listeners.forEach(told);
    }
}
