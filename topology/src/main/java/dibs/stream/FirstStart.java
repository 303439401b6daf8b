package dibs.stream;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Commits offset 0 for every partition of the request log at the very first start, so that offsets never need to be
 * reset: from then on a missing offset is a fault.
 */
final class FirstStart {
    private final Admin admin;
    private final Topics topics;
    private final int partitions;

    FirstStart(Admin admin, Topics topics, int partitions) {
        this.admin = admin;
        this.topics = topics;
        this.partitions = partitions;
    }

    void ensureOffsets() {
        try {
            Set<TopicPartition> missing = missing();
            if (missing.isEmpty()) {
                return;
            }
            refuseIfNotFirst(missing);
            commitBeginning(missing);
        } catch (ExecutionException e) {
            throw new StartFailure("cannot read or commit offsets of " + topics.deciderApplication(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while checking offsets", e);
        }
    }

    private Set<TopicPartition> missing() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(topics.deciderApplication())
                .partitionsToOffsetAndMetadata()
                .get();
        Set<TopicPartition> missing = new TreeSet<>(Comparator.comparingInt(TopicPartition::partition));
        for (int p = 0; p < partitions; p++) {
            TopicPartition log = new TopicPartition(topics.requests(), p);
            if (committed.get(log) == null) {
                missing.add(log);
            }
        }
        return missing;
    }

    /** The offsets are committed before the changelogs are created: where one exists, this is not the first start. */
    private void refuseIfNotFirst(Set<TopicPartition> missing) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<String> changelogs = DeciderStores.changelogs(topics.deciderApplication()).stream()
                .filter(existing::contains)
                .toList();
        if (!changelogs.isEmpty()) {
            throw new StartFailure(
                    "the group " + topics.deciderApplication() + " has no committed offset for " + missing
                            + ", but there is state in " + changelogs
                            + "; put back the committed offsets that belong to it");
        }
    }

    private void commitBeginning(Set<TopicPartition> missing) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
        missing.forEach(log -> beginning.put(log, new OffsetAndMetadata(0)));
        try {
            admin.alterConsumerGroupOffsets(topics.deciderApplication(), beginning)
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // Another instance may have made the first start meanwhile; then the group is in use and has its offsets.
            if (!missing().isEmpty()) {
                throw e;
            }
        }
    }
}
