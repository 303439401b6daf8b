package dibs.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * The part of a topic that is audited, by partition: from its first record to the end as it was at one moment.
 *
 * @param ends one past the last offset
 */
record Span(String topic, List<Long> begins, List<Long> ends) {

    /** From the log's start to its end now; with {@code READ_COMMITTED} to where no transaction is open. */
    static Span of(Admin admin, String topic, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        int partitions = admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .size();
        return new Span(
                topic,
                offsets(admin, topic, partitions, OffsetSpec.earliest(), isolation),
                offsets(admin, topic, partitions, OffsetSpec.latest(), isolation));
    }

    private static List<Long> offsets(
            Admin admin, String topic, int partitions, OffsetSpec spec, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        IntStream.range(0, partitions).forEach(p -> asked.put(new TopicPartition(topic, p), spec));
        Map<TopicPartition, ListOffsetsResultInfo> answer = admin.listOffsets(asked, new ListOffsetsOptions(isolation))
                .all()
                .get();
        List<Long> offsets = new ArrayList<>();
        IntStream.range(0, partitions)
                .forEach(p ->
                        offsets.add(answer.get(new TopicPartition(topic, p)).offset()));
        return offsets;
    }

    int partitions() {
        return ends.size();
    }

    long begin(int partition) {
        return begins.get(partition);
    }

    long end(int partition) {
        return ends.get(partition);
    }

    /** Where records with that key stand, by the Java producer's default partitioner. */
    int partitionOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions();
    }

    /** Whether that place was on the topic once, and lies before its start now. */
    boolean isGone(Place place) {
        return has(place) && place.offset() < begin(place.partition());
    }

    /** Whether that place can be on the topic. */
    boolean has(Place place) {
        return place.partition() < partitions() && place.offset() < end(place.partition());
    }

    boolean isTrimmed() {
        return begins.stream().anyMatch(begin -> begin > 0);
    }

    long size() {
        return IntStream.range(0, partitions())
                .mapToLong(p -> end(p) - begin(p))
                .sum();
    }
}
