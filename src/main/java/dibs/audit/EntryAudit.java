package dibs.audit;

import dibs.terminal.Progress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;

/**
 * Compares one partition of the topic for the ledger with what the log says, and marks which rows must be in the ledger:
 * those of entries the sink has passed. Used by one thread.
 */
final class EntryAudit {
    private final AuditSources sources;
    private final Cut cut;
    private final int partition;
    private final World world;
    private final LedgerSnapshot ledger;
    private final Progress progress;
    /** By partition of the requests: the first request that has an entry left here; what lies before it may be gone. */
    private final long[] firsts;

    EntryAudit(AuditSources sources, Cut cut, int partition, World world, LedgerSnapshot ledger, Progress progress) {
        this.sources = sources;
        this.cut = cut;
        this.partition = partition;
        this.world = world;
        this.ledger = ledger;
        this.progress = progress;
        this.firsts = new long[cut.requests().partitions()];
        Arrays.fill(firsts, cut.entries().begin(partition) > 0 ? Long.MAX_VALUE : -1);
    }

    EntryAudit run() {
        try (LogReader records =
                new LogReader(sources.client(), cut.entries(), partition, IsolationLevel.READ_COMMITTED, progress)) {
            for (var record = records.next(); record != null; record = records.next()) {
                world.counts().add(Count.ENTRIES);
                String wrong = entry(record);
                if (wrong != null) {
                    accuse(Kind.EXTRA_ENTRY, record, wrong);
                }
            }
        }
        return this;
    }

    /** Whether the entry of the request at that place may have been here once, and is gone by age. */
    boolean mayBeGone(Place request) {
        return request.offset() < firsts[request.partition()];
    }

    /** Why there should be no such entry, or null. */
    private String entry(ConsumerRecord<byte[], byte[]> record) {
        Map<String, Object> fields = Fields.read(record.value());
        if (fields == null || record.key() == null) {
            return "cannot be read";
        }
        String user = new String(record.key(), StandardCharsets.UTF_8);
        Shown shown = Shown.of(fields);
        if (shown.position() == null || !cut.requests().has(shown.position())) {
            return "is of no request";
        }
        int source = shown.position().partition();
        firsts[source] = Math.min(firsts[source], shown.position().offset());
        String id = String.valueOf(fields.get("campaign"));
        Campaign campaign = world.campaigns().get(id);
        if (campaign == null) {
            return world.begunBefore().contains(id) ? null : "is of no campaign";
        }
        synchronized (campaign) {
            return compare(record, campaign, user, shown, fields);
        }
    }

    private String compare(
            ConsumerRecord<byte[], byte[]> record,
            Campaign campaign,
            String user,
            Shown shown,
            Map<String, Object> fields) {
        int holder = campaign.holders.find(user);
        Campaign.Reversal reversal = campaign.reversals.get(user);
        boolean isReversal = "reversal".equals(fields.get("kind"));
        if (holder < 0 || (isReversal && reversal == null)) {
            return "was never decided";
        }
        int before = isReversal ? reversal.marks : campaign.holders.marks(holder);
        if ((before & Holders.ENTRY_SEEN) != 0) {
            return "is there a second time";
        }
        int marks = Holders.ENTRY_SEEN | marks(new Place(partition, record.offset()));
        boolean same =
                user.equals(fields.get("user")) && partition == cut.entries().partitionOf(record.key());
        if (isReversal) {
            reversal.marks |= marks;
            same &= shown.isReversal(campaign, holder, reversal);
        } else {
            campaign.holders.mark(holder, marks);
            same &= "grant".equals(fields.get("kind")) && shown.isGrant(campaign, holder, world.salt());
        }
        if (!same) {
            accuse(Kind.DIFFERENT_ENTRY, record, "is not as decided");
        }
        return null;
    }

    private int marks(Place at) {
        int marks = ledger.isPassed(at) ? Holders.ROW_DUE : 0;
        marks |= world.deadLetters().hasEntry(at) ? Holders.SET_ASIDE : 0;
        return marks | (ledger.isWrittenOff(sources.entries(), at) ? Holders.WRITTEN_OFF : 0);
    }

    private void accuse(Kind kind, ConsumerRecord<byte[], byte[]> record, String wrong) {
        Place at = new Place(partition, record.offset());
        String value = record.value() == null ? "no value" : new String(record.value(), StandardCharsets.UTF_8);
        world.findings()
                .add(
                        kind,
                        at,
                        "entry at " + at + " of its topic " + wrong + ": "
                                + (value.length() > 400 ? value.substring(0, 400) + "…" : value));
    }
}
