package dibs.trim;

import dibs.campaign.UniversalData;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one partition of the requests is needed by archived campaigns alone. What names no campaign that ever was
 * holds nothing back; a request on a foreign partition does, as the one it is about.
 *
 * <p>The last decided request always stays: the decider holds its state against it when it starts.
 */
final class RequestScan implements CommittedLog.Visitor {
    private final Campaigns campaigns;
    private final long limit;
    private long last = -1;
    private long records;
    private String heldBackBy;

    /** Goes no further than {@code limit}. */
    private RequestScan(Campaigns campaigns, long limit) {
        this.campaigns = campaigns;
        this.limit = limit;
    }

    /**
     * Where the first request stands that is still needed, and why it is.
     *
     * @param records before it
     */
    record Bound(long to, long records, String heldBackBy) {}

    static Bound scan(CommittedLog log, TopicPartition requests, long begin, long decided, Campaigns campaigns) {
        return scan(log, requests, begin, decided, campaigns, Long.MAX_VALUE);
    }

    /** The same, but at most up to {@code limit}. */
    static Bound scan(
            CommittedLog log, TopicPartition requests, long begin, long decided, Campaigns campaigns, long limit) {
        RequestScan scan = new RequestScan(campaigns, limit);
        log.read(requests, begin, decided, scan);
        if (scan.last < 0) {
            return new Bound(begin, 0, "nothing is decided that is still on the log");
        }
        return new Bound(
                scan.last,
                scan.records,
                scan.heldBackBy != null ? scan.heldBackBy : "the last decided request, which stays");
    }

    @Override
    public boolean visit(ConsumerRecord<byte[], byte[]> record) {
        records += last < 0 ? 0 : 1;
        last = record.offset();
        UniversalData live = campaigns.live(record.key());
        if (live != null) {
            heldBackBy = "campaign " + live.id() + ", which is " + live.phase().wireName();
        }
        return live == null && record.offset() < limit;
    }
}
