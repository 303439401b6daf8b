package dibs.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Deletes the grants of archived campaigns, a few with each request of the partition: all at once would hold up every
 * other campaign, and a clock would make the state depend on more than the log.
 *
 * <p>Which campaigns are left is stored, since a restart must go on with them. Used by one thread.
 */
final class ArchivedGrants {
    /** With each request, so that one takes hardly longer for it. */
    static final int DELETED_PER_REQUEST = 50;

    private final KeyValueStore<Bytes, byte[]> grants;
    private final KeyValueStore<Bytes, byte[]> progress;
    /** In the order of their ids, as a restart would find them: the state must not tell whether there was one. */
    private final NavigableSet<String> campaigns = new TreeSet<>();
    /** Where to go on: what lies before is deleted, and slow to step over. */
    private Bytes next;

    ArchivedGrants(KeyValueStore<Bytes, byte[]> grants, KeyValueStore<Bytes, byte[]> progress) {
        this.grants = grants;
        this.progress = progress;
        try (KeyValueIterator<Bytes, byte[]> left = progress.range(StoreKeys.firstArchived(), null)) {
            left.forEachRemaining(entry -> campaigns.add(StoreKeys.campaignOfArchived(entry.key)));
        }
    }

    void add(String campaign) {
        progress.put(StoreKeys.archived(campaign), new byte[0]);
        campaigns.add(campaign);
        next = null;
    }

    void deleteSome() {
        if (campaigns.isEmpty()) {
            return;
        }
        String campaign = campaigns.first();
        List<Bytes> some = some(campaign);
        some.forEach(grants::delete);
        if (some.size() < DELETED_PER_REQUEST) {
            progress.delete(StoreKeys.archived(campaign));
            campaigns.remove(campaign);
            next = null;
        } else {
            next = some.get(some.size() - 1);
        }
    }

    private List<Bytes> some(String campaign) {
        List<Bytes> keys = new ArrayList<>();
        Bytes from = next == null ? StoreKeys.firstGrant(campaign) : next;
        try (KeyValueIterator<Bytes, byte[]> all = grants.range(from, StoreKeys.endOfGrants(campaign))) {
            while (all.hasNext() && keys.size() < DELETED_PER_REQUEST) {
                keys.add(all.next().key);
            }
        }
        return keys;
    }
}
