package dibs.audit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Utils;

/**
 * What the log says happened: everything later parts are compared with. Campaigns are filled by the partitions' own
 * threads; after that whoever changes one holds its lock.
 *
 * @param begunBefore campaigns opened before the log's start
 * @param entryPartitions of the topic for the ledger
 * @param salt of all digests
 */
record World(
        Findings findings,
        Counts counts,
        DeadLetters deadLetters,
        Strays strays,
        Map<String, Campaign> campaigns,
        Set<String> begunBefore,
        int entryPartitions,
        long salt) {

    static World of(
            Findings findings, Counts counts, DeadLetters deadLetters, Strays strays, int entryPartitions, long salt) {
        return new World(
                findings,
                counts,
                deadLetters,
                strays,
                new ConcurrentHashMap<>(),
                ConcurrentHashMap.newKeySet(),
                entryPartitions,
                salt);
    }

    /** Where a user's entries stand, by the Java producer's default partitioner. */
    int entryPartition(String user) {
        return Utils.toPositive(Utils.murmur2(user.getBytes(StandardCharsets.UTF_8))) % entryPartitions;
    }
}
