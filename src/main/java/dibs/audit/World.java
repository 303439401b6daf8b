package dibs.audit;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the log says happened: everything later parts are compared with. Campaigns are filled by the partitions' own
 * threads; after that whoever changes one holds its lock.
 *
 * @param begunBefore campaigns opened before the log's start
 * @param known campaigns by the compacted topic, where the log begins later
 * @param salt of all digests
 */
record World(
        Findings findings,
        Counts counts,
        DeadLetters deadLetters,
        Strays strays,
        Map<String, Campaign> campaigns,
        Set<String> begunBefore,
        KnownCampaigns known,
        long salt) {

    static World of(
            Findings findings, Counts counts, DeadLetters deadLetters, Strays strays, KnownCampaigns known, long salt) {
        return new World(
                findings,
                counts,
                deadLetters,
                strays,
                new ConcurrentHashMap<>(),
                ConcurrentHashMap.newKeySet(),
                known,
                salt);
    }
}
