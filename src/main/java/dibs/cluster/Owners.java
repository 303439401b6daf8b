package dibs.cluster;

import dibs.stream.DeciderReads;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who owns which partition: whoever takes one over announces it on {@code dibs.owners}, and everyone reads that.
 *
 * <p>It also tells a process whether it is an owner still. One that stood still may have lost its partitions without
 * knowing; so it believes itself only for {@value #BELIEVED_MILLIS} ms after it saw the topic's end and no other owner
 * there. Others can take its partitions only when its session has run out, which is later: a process that reaches its
 * brokers sends heartbeats too. Runs one thread of its own. Thread-safe.
 */
public final class Owners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Owners.class);
    /** Less than the session time-out of 6 s, less the heartbeat interval of 1.5 s. */
    static final long BELIEVED_MILLIS = 2_000;

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CHECK = Duration.ofMillis(500);
    /** An announcement that was lost, or overtaken by one of a process that had stood still, is made again. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final OwnersLog log;
    private final DeciderReads reads;
    private final Consumer<Map<Integer, Owner>> onChange;
    private final String run = UUID.randomUUID().toString();
    private final ConcurrentMap<Integer, Owner> owners = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Long> announced = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "dibs-owners");
    private volatile String self;
    private volatile long confirmed;
    private volatile boolean closing;

    /**
     * Knows nobody yet.
     *
     * @param reads the partitions of this process
     * @param onChange told all owners when one has changed; called by the thread that reads
     */
    Owners(OwnersLog log, DeciderReads reads, Consumer<Map<Integer, Owner>> onChange) {
        this.log = log;
        this.reads = reads;
        this.onChange = onChange;
        this.confirmed = System.nanoTime() - Duration.ofHours(1).toNanos();
        thread.setDaemon(true);
    }

    /** Begins to read; {@code self} is where this process's instance server listens, null if it owns nothing. */
    void start(String self) {
        this.self = self;
        thread.start();
    }

    /** Where another process serves the partition, if one announced that. */
    Optional<String> elsewhere(int partition) {
        return Optional.ofNullable(owners.get(partition))
                .filter(owner -> !owner.run().equals(run))
                .map(Owner::address);
    }

    /** Whether this process was surely the owner a moment ago. */
    boolean confirms(int partition) {
        Owner owner = owners.get(partition);
        return owner != null && owner.run().equals(run) && isFresh();
    }

    private boolean isFresh() {
        return System.nanoTime() - confirmed
                < Duration.ofMillis(BELIEVED_MILLIS).toNanos();
    }

    /** What would keep this process from answering, in a few words; empty when nothing does. */
    public Optional<String> notReady() {
        if (!isFresh()) {
            return Optional.of("owners: the topic of owners is not read");
        }
        String mute = reads.owned().stream()
                .filter(partition -> !confirms(partition))
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
        return mute.isEmpty() ? Optional.empty() : Optional.of("owners: not announced yet: partitions " + mute);
    }

    private void run() {
        long checked = System.nanoTime() - CHECK.toNanos();
        while (!closing) {
            try {
                if (log.poll(POLL, owners::put)) {
                    onChange.accept(owners);
                }
                reads.owned().forEach(this::announce);
                long now = System.nanoTime();
                if ((!isFresh() || now - checked >= CHECK.toNanos()) && log.isReadToItsEnd()) {
                    checked = now;
                    confirmed = now;
                }
            } catch (KafkaException e) {
                if (!closing) {
                    LOG.warn("the topic of owners cannot be read just now: {}", e.getMessage());
                }
            }
        }
    }

    private void announce(int partition) {
        long now = System.nanoTime();
        Long last = announced.get(partition);
        boolean isMine =
                owners.containsKey(partition) && owners.get(partition).run().equals(run);
        if (!isMine && (last == null || now - last > AGAIN.toNanos())) {
            announced.put(partition, now);
            log.announce(partition, new Owner(self, run));
        }
    }

    @Override
    public void close() {
        closing = true;
        log.wakeup();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }
}
