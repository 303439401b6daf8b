package dibs.compare;

import dibs.stream.ReplyAddress;
import dibs.stream.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Answers what comes in one topic by another, with a plain consumer and a plain producer and no transaction: no reply over
 * Kafka can be faster. Runs one thread of its own.
 */
final class Echo implements AutoCloseable {
    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread = new Thread(this::run, "echo");
    private volatile boolean closing;

    /** Answers what is written from now on. */
    Echo(String brokers, Topics topics) {
        this.topics = topics;
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", brokers));
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        config.put("acks", "all");
        // As the decider's producer.
        config.put("linger.ms", 1);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        List<TopicPartition> all = consumer.partitionsFor(topics.requests()).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        thread.start();
    }

    private void run() {
        try (consumer;
                producer) {
            while (!closing) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::answer);
            }
        }
    }

    private void answer(ConsumerRecord<byte[], byte[]> claim) {
        ReplyAddress address = ReplyAddress.in(claim.headers());
        byte[] decision = SampleAnswers.of(claim.key()).decision();
        var unused = producer.send(
                new ProducerRecord<>(topics.replies(), address.partition(), null, null, decision, claim.headers()));
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
