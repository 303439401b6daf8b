package dibs.audit;

import dibs.terminal.Progress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.header.Header;

/** Recomputes one partition of the request log and compares the decisions with it. Used by one thread. */
final class PartitionAudit {
    private static final String ORIGIN = "dibs-origin";

    private final AuditSources sources;
    private final Cut cut;
    private final int partition;
    private final World world;
    private final Progress progress;
    private final Rules rules;
    private final Set<String> begunBefore = new HashSet<>();
    /** Of those, the ones that were seen archived: all that follows is known again. */
    private final Set<String> archived = new HashSet<>();

    PartitionAudit(AuditSources sources, Cut cut, int partition, World world, Progress progress) {
        this.sources = sources;
        this.cut = cut;
        this.partition = partition;
        this.world = world;
        this.progress = progress;
        this.rules = new Rules(partition, world.campaigns(), cut.entries(), world.salt());
    }

    void run() {
        try (LogReader requests = new LogReader(
                        sources.client(), cut.requests(), partition, IsolationLevel.READ_COMMITTED, progress);
                DecisionLog decisions = new DecisionLog(sources, cut, partition, world.findings(), progress)) {
            for (var record = requests.next(); record != null; record = requests.next()) {
                request(record, decisions);
            }
            decisions.finish();
            world.counts().add(Count.ABORTED_COPIES, decisions.copies());
            world.counts().add(Count.BEFORE_THE_LOGS_START, decisions.beforeTheStart());
            world.counts().add(Count.BYTES_FOR_GRANTS, rules.userBytes());
        }
        world.begunBefore().addAll(begunBefore);
    }

    private void request(ConsumerRecord<byte[], byte[]> record, DecisionLog decisions) {
        world.counts().add(Count.REQUESTS);
        Place at = new Place(partition, record.offset());
        String campaign = RequestReader.campaign(record.key());
        Logged request = campaign == null ? null : RequestReader.read(record.value());
        Header origin = record.headers().lastHeader(ORIGIN);
        int home = campaign == null ? partition : cut.requests().partitionOf(record.key());
        if (request == null || (home != partition && origin != null)) {
            world.deadLetters().expect(at);
        } else if (home != partition) {
            world.strays().stray(at, record.key(), record.value());
        } else {
            Place from = origin == null || origin.value() == null
                    ? null
                    : Place.of(new String(origin.value(), StandardCharsets.UTF_8));
            if (from != null) {
                world.strays().copy(from, at, record.key(), record.value());
            }
            decided(campaign, request, at, record.timestamp(), decisions.take(record.offset()));
        }
    }

    private void decided(String campaign, Logged request, Place at, long time, DecisionLog.Decided decided) {
        if (beganBefore(campaign, at, decided)) {
            notRecomputed(campaign, at, decided);
            return;
        }
        Expected expected = rules.decide(campaign, request, at.offset(), time);
        for (int i = 1; i < decided.committed().size(); i++) {
            find(
                    Kind.EXTRA_DECISION,
                    at,
                    "another decision on " + at + ": "
                            + decided.committed().get(i).words());
        }
        boolean right = true;
        if (!decided.committed().isEmpty()) {
            world.counts().add(Count.DECISIONS);
            right = compare(expected, decided.committed().get(0), at);
        } else if (!cut.isDecided(at)) {
            world.counts().add(Count.UNDECIDED_YET);
        } else {
            find(Kind.MISSING_DECISION, at, "the request at " + at + " was passed by; expected " + expected.words());
        }
        for (DecisionLog.Read copy : decided.aborted()) {
            compareCopy(expected, copy, right ? decided : null, at);
        }
    }

    /**
     * Where the log's start is gone, a campaign whose opening is not left cannot be recomputed: what the first decision
     * says of it tells whether it was there.
     */
    private boolean beganBefore(String campaign, Place at, DecisionLog.Decided decided) {
        if (cut.requests().begin(partition) == 0 || world.campaigns().containsKey(campaign)) {
            return false;
        }
        if (!begunBefore.contains(campaign) && (isFirst(decided) || isNotThereYet(campaign, at))) {
            return false;
        }
        begunBefore.add(campaign);
        return true;
    }

    private static boolean isFirst(DecisionLog.Decided decided) {
        if (decided.committed().isEmpty()) {
            return false;
        }
        Map<String, Object> first = decided.committed().get(0).fields();
        boolean opened = "open".equals(first.get("type")) && "applied".equals(first.get("outcome"));
        return opened || History.UNKNOWN.equals(first.get("outcome"));
    }

    /** Not decided, and not opened by what is: it may be opened by this request, or never. */
    private boolean isNotThereYet(String campaign, Place at) {
        return !cut.isDecided(at) && !world.known().isThere(campaign);
    }

    /** Of a trimmed campaign's requests it is known that each is decided, and what is said after it was archived. */
    private void notRecomputed(String campaign, Place at, DecisionLog.Decided decided) {
        world.counts().add(Count.BEFORE_THE_LOGS_START);
        if (decided.committed().isEmpty()) {
            if (cut.isDecided(at)) {
                find(Kind.MISSING_DECISION, at, "the request at " + at + " of " + campaign + " was passed by");
            }
            return;
        }
        DecisionLog.Read decision = decided.committed().get(0);
        Map<String, Object> fields = decision.fields();
        boolean saysSo = "archived".equals(fields.get("outcome")) || "archived".equals(fields.get("phase"));
        if (saysSo) {
            archived.add(campaign);
        } else if (archived.contains(campaign)) {
            find(Kind.WRONG_DECISION, at, "decision on " + at + " says " + decision.words() + "; expected archived");
        }
    }

    private boolean compare(Expected expected, DecisionLog.Read decision, Place at) {
        if (expected.is(decision.fields(), world.salt())) {
            return true;
        }
        find(
                expected.wrongness(decision.fields()),
                at,
                "decision on " + at + " says " + decision.words() + "; expected " + expected.words());
        return false;
    }

    private void compareCopy(Expected expected, DecisionLog.Read copy, DecisionLog.Decided decided, Place at) {
        boolean same = expected.is(copy.fields(), world.salt())
                && (decided == null
                        || decided.committed().isEmpty()
                        || copy.isSameAs(decided.committed().get(0)));
        if (!same) {
            find(
                    Kind.COPIES_DIFFER,
                    at,
                    "an aborted copy of the decision on " + at + " says " + copy.words() + "; expected "
                            + expected.words());
        }
    }

    private void find(Kind kind, Place at, String words) {
        world.findings().add(kind, at, words);
    }
}
