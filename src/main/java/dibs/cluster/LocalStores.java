package dibs.cluster;

import dibs.campaign.CampaignState;
import dibs.stream.DeciderReads;
import dibs.stream.PartitionReads;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * The stores of this process, asked only while it surely owns them: a process that stood still may have lost its
 * partitions without knowing it. Thread-safe.
 */
public final class LocalStores {
    private final DeciderReads reads;
    private final IntPredicate confirmed;

    /**
     * The stores in {@code reads}.
     *
     * @param confirmed whether this process was the owner of that partition a moment ago
     */
    public LocalStores(DeciderReads reads, IntPredicate confirmed) {
        this.reads = reads;
        this.confirmed = confirmed;
    }

    /** Empty where this process does not serve the partition now. */
    Optional<StoreAnswer> answer(StoreQuestion question) {
        if (!confirmed.test(question.partition())) {
            return Optional.empty();
        }
        try {
            return reads.of(question.partition()).flatMap(stores -> read(stores, question));
        } catch (InvalidStateStoreException e) {
            // Closed just now: somebody else has it, or soon.
            return Optional.empty();
        }
    }

    private static Optional<StoreAnswer> read(PartitionReads stores, StoreQuestion question) {
        if (question.campaign() == null) {
            // A list is of no one moment, and at least as new as this.
            long applied = stores.applied();
            List<CampaignState> listed = stores.campaigns(question.after(), question.limit());
            return Optional.of(new StoreAnswer(stores.partition(), applied, listed, null));
        }
        return stores.at(applied -> about(stores, question, applied));
    }

    /** Whoever is told that nothing is left must have been looked up at the same moment: the last grant may be theirs. */
    private static StoreAnswer about(PartitionReads stores, StoreQuestion question, long applied) {
        CampaignState state = stores.campaign(question.campaign());
        boolean asksForUser = state != null && question.user() != null;
        return new StoreAnswer(
                stores.partition(),
                applied,
                state == null ? List.of() : List.of(state),
                asksForUser ? stores.holding(question.campaign(), question.user()) : null);
    }
}
