package dibs.trim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is asked of the brokers and told them: where logs begin and end, how far the decider is, and to delete. */
final class LogAdmin implements AutoCloseable {
    private final Admin admin;

    LogAdmin(Map<String, Object> client) {
        this.admin = Admin.create(client);
    }

    /** Offsets of the first records, by partition. */
    Map<Integer, Long> begins(String topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    /** One past the last offsets, those of open transactions included, by partition. */
    Map<Integer, Long> ends(String topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    private Map<Integer, Long> offsets(String topic, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        await(admin.describeTopics(List.of(topic)).topicNameValues().get(topic), topic)
                .partitions()
                .forEach(each -> asked.put(new TopicPartition(topic, each.partition()), spec));
        Map<Integer, Long> offsets = new TreeMap<>();
        await(
                        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                                .all(),
                        topic)
                .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
        return offsets;
    }

    /** Where the group would go on, by partition; those without are left out. */
    Map<Integer, Long> committed(String group, String topic) {
        Map<Integer, Long> committed = new TreeMap<>();
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), group)
                .forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(topic)) {
                        committed.put(partition.partition(), offset.offset());
                    }
                });
        return committed;
    }

    /** Deletes what lies before these offsets. */
    void deleteBefore(String topic, Map<Integer, Long> offsets) {
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        offsets.forEach((partition, offset) ->
                deleted.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)));
        await(admin.deleteRecords(deleted).all(), topic);
    }

    private static <T> T await(KafkaFuture<T> answer, String subject) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new TrimFailure(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "there is no topic " + subject
                                    + ": nothing was ever served with that prefix (topics.prefix)"
                            : "Kafka cannot do what is asked with " + subject + ": "
                                    + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrimFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
