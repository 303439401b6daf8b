package dibs.catalogue;

import dibs.cache.CacheNames;
import dibs.cache.RedisAddress;
import dibs.campaign.UniversalData;
import dibs.wire.Malformed;
import dibs.wire.UniversalDataReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Carries {@code dibs.campaigns} into Redis and announces each change at once.
 *
 * <p>Redis may be emptied, restarted or put back at any time, so no offset is kept: at every assignment and whenever
 * Redis was lost the compacted topic is read from its start. A partition whose content is not yet in Redis is not called
 * alive, and fronts ask the decider meanwhile. Records are read uncommitted: what a revision says never changes.
 *
 * <p>Runs one thread of its own.
 */
public final class CataloguePublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CataloguePublisher.class);
    private static final long ALIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_AT_ONCE = 500;
    private static final long CLOSE_MILLIS = 10_000;

    private final CatalogueSettings settings;
    private final RedisAddress address;
    private final CacheNames names;
    private final Consumer<byte[], byte[]> consumer;
    private final KafkaClientMetrics measured;
    private final CatalogueAssignment assignment;
    private final Counter written;
    private final Thread thread = new Thread(this::run, "dibs-catalogue");
    private volatile CampaignWriter redis;
    private volatile boolean closing;
    private boolean reached = true;
    private long nextAt = System.nanoTime();

    public CataloguePublisher(
            CatalogueSettings settings, RedisAddress address, CacheNames names, MeterRegistry registry) {
        this.settings = settings;
        this.address = address;
        this.names = names;
        this.consumer = new KafkaConsumer<>(settings.consumerProperties());
        this.measured = new KafkaClientMetrics(consumer);
        measured.bindTo(registry);
        this.assignment = new CatalogueAssignment(consumer);
        this.written = Counter.builder("dibs.catalogue.written")
                .description("Campaigns written into Redis, those that were there already among them")
                .register(registry);
        Gauge.builder("dibs.catalogue.connected", this, self -> self.redis == null ? 0 : 1)
                .description("1 while changes of campaigns reach Redis")
                .register(registry);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try (consumer;
                measured) {
            consumer.subscribe(List.of(settings.topic()), assignment);
            while (!closing) {
                turn();
            }
        } catch (WakeupException | InterruptException e) {
            LOG.debug("woken up to close", e);
        } finally {
            disconnect();
        }
    }

    private void turn() {
        try {
            ConsumerRecords<byte[], byte[]> records =
                    consumer.poll(Duration.ofNanos(Math.max(0, nextAt - System.nanoTime())));
            if (redis == null) {
                connect();
            } else {
                if (assignment.hasChanged()) {
                    redis.beAnother();
                }
                write(records);
                sayAlive();
            }
        } catch (JedisException e) {
            lost(e);
            disconnect();
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("campaigns cannot be read: {}", e.toString());
        }
    }

    private void connect() {
        if (System.nanoTime() - nextAt >= 0) {
            nextAt = System.nanoTime() + RETRY_NANOS;
            redis = new CampaignWriter(address, names, settings.redisTimeout());
            reached = true;
            LOG.info("campaigns are written into Redis at {}", address);
            assignment.restart();
            nextAt = System.nanoTime();
        }
    }

    /** Said once for each loss; while it is away it is tried again and again. */
    private void lost(JedisException e) {
        if (reached) {
            LOG.warn("campaigns do not reach Redis at {}: {}", address, e.toString());
        }
        reached = false;
    }

    private void disconnect() {
        if (redis != null) {
            redis.close();
            redis = null;
        }
        nextAt = System.nanoTime() + RETRY_NANOS;
    }

    private void write(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            List<UniversalData> latest = latest(records.records(partition));
            for (int from = 0; from < latest.size(); from += MOST_AT_ONCE) {
                redis.write(
                        latest.subList(from, Math.min(latest.size(), from + MOST_AT_ONCE)),
                        !assignment.isRestoring(partition));
            }
            written.increment(latest.size());
        }
    }

    /** Of several revisions of a campaign only the last one matters. */
    private static List<UniversalData> latest(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, UniversalData> latest = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                UniversalData data = UniversalDataReader.read(record.value() == null ? new byte[0] : record.value());
                latest.merge(data.id(), data, (one, other) -> one.revision() > other.revision() ? one : other);
            } catch (Malformed e) {
                LOG.warn("{}-{}@{} {}", record.topic(), record.partition(), record.offset(), e.getMessage());
            }
        }
        return new ArrayList<>(latest.values());
    }

    private void sayAlive() {
        if (System.nanoTime() - nextAt >= 0) {
            nextAt = System.nanoTime() + ALIVE_NANOS;
            List<Integer> partitions = assignment.upToDate();
            if (!partitions.isEmpty() && !redis.isAlive(partitions)) {
                LOG.warn("Redis at {} was emptied; campaigns are written again", address);
                disconnect();
                nextAt = System.nanoTime();
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
