package dibs.audit;

import dibs.terminal.Progress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;

/**
 * Every campaign there ever was, and whether it is archived, by the compacted topic of campaigns.
 *
 * <p>Only asked where a partition of the requests begins later: it tells a log that was trimmed, of which archived
 * campaigns alone have lost their beginning, from one that was cut short otherwise. Thread-safe once read.
 */
final class KnownCampaigns {
    private static final String ARCHIVED = "archived";

    private final Map<String, Boolean> archived = new ConcurrentHashMap<>();

    private KnownCampaigns() {}

    static KnownCampaigns read(AuditSources sources, Cut cut, Progress progress) {
        KnownCampaigns known = new KnownCampaigns();
        for (int p = 0; cut.requests().isTrimmed() && p < cut.campaigns().partitions(); p++) {
            try (LogReader records =
                    new LogReader(sources.client(), cut.campaigns(), p, IsolationLevel.READ_COMMITTED, progress)) {
                for (var record = records.next(); record != null; record = records.next()) {
                    known.add(record);
                }
            }
        }
        return known;
    }

    /** Archived is final, so whatever record says it is right. */
    private void add(ConsumerRecord<byte[], byte[]> record) {
        String id = RequestReader.campaign(record.key());
        Map<String, Object> fields = Fields.read(record.value());
        if (id != null && fields != null) {
            archived.merge(id, ARCHIVED.equals(fields.get("phase")), Boolean::logicalOr);
        }
    }

    Iterable<String> all() {
        return archived.keySet();
    }

    boolean isThere(String campaign) {
        return archived.containsKey(campaign);
    }

    boolean isArchived(String campaign) {
        return archived.getOrDefault(campaign, false);
    }
}
