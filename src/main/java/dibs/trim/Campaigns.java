package dibs.trim;

import dibs.campaign.Phase;
import dibs.campaign.UniversalData;
import dibs.wire.Malformed;
import dibs.wire.UniversalDataReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Every campaign there ever was, and how far operators have moved it, by {@code dibs.campaigns}: that topic is compacted,
 * so it knows them for ever, and it is written in the transaction of the decision. Archived is final.
 */
final class Campaigns {
    private final Map<String, UniversalData> newest = new HashMap<>();

    private Campaigns() {}

    static Campaigns read(CommittedLog log, LogAdmin admin, String topic) {
        Campaigns campaigns = new Campaigns();
        Map<Integer, Long> begins = admin.begins(topic);
        admin.ends(topic)
                .forEach((p, end) -> log.read(new TopicPartition(topic, p), begins.get(p), end, record -> {
                    campaigns.add(record);
                    return true;
                }));
        return campaigns;
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            UniversalData data = UniversalDataReader.read(record.value());
            newest.merge(data.id(), data, (a, b) -> a.revision() > b.revision() ? a : b);
        } catch (Malformed e) {
            throw new TrimFailure(
                    "the record at " + record.partition() + ":" + record.offset() + " of " + record.topic()
                            + " is no campaign: " + e.getMessage(),
                    e);
        }
    }

    /** The campaign that a request with this key is about, if it is there and not archived; else null. */
    UniversalData live(byte[] key) {
        UniversalData found = key == null ? null : newest.get(new String(key, StandardCharsets.UTF_8));
        return found == null || found.phase() == Phase.ARCHIVED ? null : found;
    }
}
