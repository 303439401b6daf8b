package dibs.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer of somebody else, who claims at the same pace whatever happens, for users nobody else claims for. */
final class SteadyClaims implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(20);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final List<String> campaigns;
    private final Thread thread = new Thread(this::claim, "steady-claims");
    private volatile boolean closing;

    SteadyClaims(Map<String, String> client, String topic, List<String> campaigns) {
        Map<String, Object> config = new HashMap<>(client);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
        this.campaigns = campaigns;
    }

    void begin() {
        thread.start();
    }

    private void claim() {
        for (int user = 0; !closing; user++) {
            byte[] campaign = utf8(campaigns.get(user % campaigns.size()));
            byte[] claim = utf8("{\"type\":\"claim\",\"user\":\"steady-" + user + "\"}");
            var unused = producer.send(new ProducerRecord<>(topic, campaign, claim));
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
