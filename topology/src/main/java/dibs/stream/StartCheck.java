package dibs.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Before every start: committed offsets and changelogs are either both there or both not. At the very first start it
 * commits the beginning of every partition of the request log, so that offsets never need to be reset: from then on a
 * missing offset is a fault, and so is a missing changelog once anything was decided. Beginnings are 0, or where a trim has
 * ended, if all that follows from the requests is computed again.
 */
final class StartCheck {
    private static final String TRANSACTIONS = "transaction.version";
    /** From 2 on a transaction of a dead owner cannot be added to; with 1 it can hold up its partitions for ever. */
    private static final short NEEDED_TRANSACTIONS = 2;

    private final Admin admin;
    private final Topics topics;
    private final int partitions;
    private final IntToLongFunction beginning;
    private final StoredProgress progress;

    /**
     * Looks at nothing yet.
     *
     * @param beginning of a partition of the request log, the first offset that is still there
     */
    StartCheck(Admin admin, Topics topics, int partitions, IntToLongFunction beginning, StoredProgress progress) {
        this.admin = admin;
        this.topics = topics;
        this.partitions = partitions;
        this.beginning = beginning;
        this.progress = progress;
    }

    void run() {
        try {
            requireTransactions();
            requireTogether();
        } catch (ExecutionException e) {
            throw new StartFailure("cannot read or commit offsets of " + topics.deciderApplication(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while checking offsets", e);
        }
    }

    private void requireTransactions() throws ExecutionException, InterruptedException {
        FinalizedVersionRange found = admin.describeFeatures()
                .featureMetadata()
                .get()
                .finalizedFeatures()
                .get(TRANSACTIONS);
        int level = found == null ? 0 : found.maxVersionLevel();
        if (level < NEEDED_TRANSACTIONS) {
            throw new StartFailure("the brokers run " + TRANSACTIONS + "=" + level + ", it must be at least "
                    + NEEDED_TRANSACTIONS + ": kafka-features.sh upgrade --feature " + TRANSACTIONS + "="
                    + NEEDED_TRANSACTIONS);
        }
    }

    private void requireTogether() throws ExecutionException, InterruptedException {
        Map<Integer, Long> committed = committed();
        Set<String> existing = admin.listTopics().names().get();
        List<String> changelogs = DeciderStores.changelogs(topics.deciderApplication());
        List<String> gone =
                changelogs.stream().filter(each -> !existing.contains(each)).toList();
        // A trim leaves the last decided request.
        boolean nothingDecided =
                committed.entrySet().stream().allMatch(each -> each.getValue() <= beginning.applyAsLong(each.getKey()));
        if (nothingDecided && gone.size() == changelogs.size()) {
            commitBeginning(committed);
        } else if (committed.size() < partitions || (!gone.isEmpty() && !nothingDecided)) {
            throw parted(committed, gone, existing);
        }
    }

    /** By partition; those without are left out. */
    private Map<Integer, Long> committed() throws ExecutionException, InterruptedException {
        Map<Integer, Long> committed = new TreeMap<>();
        admin.listConsumerGroupOffsets(topics.deciderApplication())
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(topics.requests())) {
                        committed.put(partition.partition(), offset.offset());
                    }
                });
        return committed;
    }

    private StartFailure parted(Map<Integer, Long> committed, List<String> gone, Set<String> existing) {
        String changelog = DeciderStores.progressChangelog(topics.deciderApplication());
        Map<Integer, Long> applied = existing.contains(changelog) ? progress.read(changelog, partitions) : Map.of();
        String lost = gone.isEmpty() ? "" : "; gone are " + String.join(", ", gone);
        return new StartFailure("state and log have parted on " + topics.requests() + ": the state holds everything up"
                + " to " + positions(applied, "nothing") + ", the group " + topics.deciderApplication()
                + " continues at " + positions(committed, "nowhere") + lost
                + ". Put back the committed offsets, changelogs and topics that belong together.");
    }

    private String positions(Map<Integer, Long> offsets, String none) {
        return IntStream.range(0, partitions)
                .mapToObj(
                        p -> p + ":" + (offsets.containsKey(p) ? offsets.get(p).toString() : none))
                .collect(Collectors.joining(" "));
    }

    private void commitBeginning(Map<Integer, Long> committed) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> missing = new HashMap<>();
        for (int p = 0; p < partitions; p++) {
            if (!committed.containsKey(p)) {
                missing.put(new TopicPartition(topics.requests(), p), new OffsetAndMetadata(beginning.applyAsLong(p)));
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        try {
            admin.alterConsumerGroupOffsets(topics.deciderApplication(), missing)
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // Another instance may have made the first start meanwhile; then the group is in use and has its offsets.
            if (committed().size() < partitions) {
                throw e;
            }
        }
    }
}
