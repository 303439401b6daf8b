package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.audit.AuditSources;
import dibs.golden.AsyncApi;
import dibs.stream.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Holds the records on all topics of a cluster against asyncapi.yaml: keys, values and headers. What is not valid must
 * be a dead letter. Only the first records of each partition are looked at, since tests write many, but all dead letters. Used by one thread.
 */
final class TopicRecords {
    private static final int OF_EACH_PARTITION = Proof.times(100, 20_000);

    private final Topics topics;
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    private final Map<TopicPartition, Integer> counts = new HashMap<>();
    private final Set<String> dead = new HashSet<>();

    private TopicRecords(Topics topics) {
        this.topics = topics;
    }

    /** Of the cluster that an audit reads. */
    static void assertValid(AuditSources sources) {
        String prefix = sources.requests().substring(0, sources.requests().length() - "requests".length());
        TopicRecords all = new TopicRecords(new Topics(prefix));
        all.read(sources.client());
        all.deadLetters();
        all.each(all.topics.requests(), "Request", "CampaignId");
        all.each(all.topics.decisions(), "Decision", "CampaignId");
        all.each(all.topics.grants(), "Entry", "UserId");
        all.each(all.topics.campaigns(), "Campaign", "CampaignId");
        all.each(all.topics.replies(), "Decision", null);
        all.each(all.topics.owners(), "Owner", null);
    }

    private void read(Map<String, Object> client) {
        Map<String, Object> config = new HashMap<>(client);
        config.put("isolation.level", "read_committed");
        config.put("fetch.max.wait.ms", 20);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics.all()) {
                records.put(topic, new ArrayList<>());
                consumer.partitionsFor(topic)
                        .forEach(each -> partitions.add(new TopicPartition(topic, each.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> open = new HashSet<>(partitions);
            while (!open.isEmpty()) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::keep);
                open.removeIf(each -> {
                    boolean isRead = consumer.position(each) >= ends.get(each) || isEnough(each);
                    if (isRead) {
                        consumer.pause(Set.of(each));
                    }
                    return isRead;
                });
            }
        }
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (!isEnough(partition)) {
            records.get(record.topic()).add(record);
            counts.merge(partition, 1, Integer::sum);
        }
    }

    private boolean isEnough(TopicPartition partition) {
        return counts.getOrDefault(partition, 0) >= OF_EACH_PARTITION
                && !partition.topic().equals(topics.deadLetters());
    }

    private void deadLetters() {
        for (ConsumerRecord<byte[], byte[]> letter : records.get(topics.deadLetters())) {
            for (String field : List.of("reason", "topic", "partition", "offset")) {
                String name = "dibs-error-" + field;
                Header header = letter.headers().lastHeader(name);
                assertThat(header).as("%s of %s", name, letter).isNotNull();
                String schema = "/components/schemas/DeadLetterHeaders/properties/" + name;
                assertThat(AsyncApi.faultsOfText(schema, text(header.value())))
                        .as("%s", letter)
                        .isEmpty();
            }
            dead.add(KafkaRecords.header(letter, "dibs-error-topic") + " "
                    + KafkaRecords.header(letter, "dibs-error-partition") + ":"
                    + KafkaRecords.header(letter, "dibs-error-offset"));
        }
    }

    private void each(String topic, String schema, String keySchema) {
        for (ConsumerRecord<byte[], byte[]> record : records.get(topic)) {
            List<String> faults = new ArrayList<>(
                    record.value() == null ? List.of("no value") : AsyncApi.faults(schema, record.value()));
            if (keySchema != null) {
                faults.addAll(
                        record.key() == null
                                ? List.of("no key")
                                : AsyncApi.faultsOfText("/components/schemas/" + keySchema, text(record.key())));
            }
            boolean isDead = dead.contains(topic + " " + record.partition() + ":" + record.offset());
            assertThat(faults.isEmpty() || isDead)
                    .as("%s %d:%d by asyncapi.yaml: %s", topic, record.partition(), record.offset(), faults)
                    .isTrue();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
