package dibs.cache;

import dibs.wire.Malformed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/** Listens to what is announced about campaigns, and comes back by itself. Runs one thread of its own. */
final class CampaignChannel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CampaignChannel.class);

    /** A connection on which nothing came for so long may be dead without a word. */
    private static final Duration DEAD = Duration.ofSeconds(2);

    private static final int PAUSE_MILLIS = 200;

    private final RedisAddress address;
    private final Duration timeout;
    private final String channel;
    private final Consumer<Announcement> heard;
    private final Runnable broken;
    private final Thread thread = new Thread(this::run, "dibs-campaign-channel");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Jedis connection;

    /**
     * Listens once {@link #start()} is called.
     *
     * @param heard told every message
     * @param broken told whenever something may have been missed
     */
    CampaignChannel(
            RedisAddress address, Duration timeout, String channel, Consumer<Announcement> heard, Runnable broken) {
        this.address = address;
        this.timeout = timeout;
        this.channel = channel;
        this.heard = heard;
        this.broken = broken;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        for (int attempt = 0; closed.getCount() > 0; attempt++) {
            try (Jedis own = address.listener(attempt, timeout, DEAD)) {
                connection = own;
                own.subscribe(new Listener(), channel);
            } catch (JedisException e) {
                LOG.debug("{} is not heard from {}: {}", channel, address, e.toString());
            }
            broken.run();
            rest();
        }
    }

    private final class Listener extends JedisPubSub {
        @Override
        public void onSubscribe(String name, int count) {
            broken.run();
        }

        @Override
        public void onMessage(String name, String message) {
            try {
                heard.accept(Announcement.parse(message));
            } catch (Malformed e) {
                LOG.warn("a message on {} {}", channel, e.getMessage());
                broken.run();
            }
        }
    }

    /** Of random length, so that not all fronts come back at once. */
    private void rest() {
        try {
            var unused = closed.await(
                    PAUSE_MILLIS + ThreadLocalRandom.current().nextLong(PAUSE_MILLIS), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Jedis open = connection;
        if (open != null) {
            open.close();
        }
    }
}
