package dibs.audit;

import dibs.terminal.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;

/**
 * The decisions of one partition, found by the offset of their request, with the copies that were aborted.
 *
 * <p>They stand in the order of the requests, so little has to be looked ahead; where one is missing or out of place, at
 * most {@value #AHEAD}. What was aborted is in the topic read uncommitted, and not in the topic read committed. Not
 * thread-safe.
 */
final class DecisionLog implements AutoCloseable {
    private static final int AHEAD = 10_000;

    private final Span requests;
    private final int partition;
    private final Findings findings;
    private final LogReader committed;
    private final LogReader all;
    private final Map<Long, Decided> ahead = new HashMap<>();
    private final Map<Long, byte[]> behind = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > AHEAD;
        }
    };
    private ConsumerRecord<byte[], byte[]> nextCommitted;
    private long passed = -1;
    private boolean ended;
    private long copies;
    private long beforeTheStart;

    DecisionLog(AuditSources sources, Cut cut, int partition, Findings findings, Progress progress) {
        this.requests = cut.requests();
        this.partition = partition;
        this.findings = findings;
        this.committed =
                new LogReader(sources.client(), cut.decisions(), partition, IsolationLevel.READ_COMMITTED, progress);
        this.all =
                new LogReader(sources.client(), cut.decisions(), partition, IsolationLevel.READ_UNCOMMITTED, progress);
        this.nextCommitted = committed.next();
    }

    /** One record of the topic, and the fields of its value. */
    record Read(Map<String, Object> fields, ConsumerRecord<byte[], byte[]> record) {
        boolean isSameAs(Read other) {
            return Arrays.equals(record.value(), other.record.value());
        }

        String words() {
            String json = new String(record.value(), StandardCharsets.UTF_8);
            return json.length() > 400 ? json.substring(0, 400) + "…" : json;
        }
    }

    /**
     * All that was decided on one request.
     *
     * @param committed one, where all is well; the first counts
     * @param aborted copies that were taken back, before the request was decided again
     */
    record Decided(List<Read> committed, List<Read> aborted) {
        private static final Decided NOTHING = new Decided(List.of(), List.of());
    }

    /** What was decided on the request at {@code offset}; offsets must be asked for in their order. */
    Decided take(long offset) {
        while (!isCommitted(offset) && !ended && ahead.size() < AHEAD) {
            read();
        }
        passed = offset;
        Decided decided = ahead.remove(offset);
        if (decided == null) {
            return Decided.NOTHING;
        }
        if (!decided.committed().isEmpty()) {
            behind.put(offset, decided.committed().get(0).record().value());
        }
        return decided;
    }

    /** How many copies of decisions were aborted. */
    long copies() {
        return copies;
    }

    /** How many decide requests that are not on the log any more. */
    long beforeTheStart() {
        return beforeTheStart;
    }

    private boolean isCommitted(long offset) {
        Decided decided = ahead.get(offset);
        return decided != null && !decided.committed().isEmpty();
    }

    private void read() {
        ConsumerRecord<byte[], byte[]> record = all.next();
        if (record == null) {
            ended = true;
            return;
        }
        boolean isCommitted = nextCommitted != null && nextCommitted.offset() == record.offset();
        if (isCommitted) {
            nextCommitted = committed.next();
        } else {
            copies++;
        }
        Map<String, Object> fields = Fields.read(record.value());
        Place request = fields == null ? null : Place.of(fields.get("request"));
        if (!isCommitted && isLateCopy(request, record)) {
            return;
        }
        String wrong = misplaced(request);
        if (wrong != null) {
            findings.add(
                    isCommitted ? Kind.EXTRA_DECISION : Kind.COPIES_DIFFER,
                    request == null ? new Place(partition, record.offset()) : request,
                    "decision at " + partition + ":" + record.offset() + " of its topic " + wrong);
            return;
        }
        if (request.offset() < requests.begin(partition)) {
            beforeTheStart++;
            return;
        }
        Decided decided =
                ahead.computeIfAbsent(request.offset(), offset -> new Decided(new ArrayList<>(1), new ArrayList<>(0)));
        (isCommitted ? decided.committed() : decided.aborted()).add(new Read(fields, record));
    }

    /** An owner that stood still may write on what others decided meanwhile, the same again, before it learns of them. */
    private boolean isLateCopy(Place request, ConsumerRecord<byte[], byte[]> record) {
        return request != null
                && request.partition() == partition
                && Arrays.equals(behind.get(request.offset()), record.value());
    }

    /** What is wrong with a decision on {@code request}, whatever it says; null: nothing. */
    private String misplaced(Place request) {
        if (request == null) {
            return "cannot be read";
        }
        if (request.partition() != partition || !requests.has(request)) {
            return "is on " + request + ", where no request is";
        }
        return request.offset() <= passed
                ? "is on " + request + ", which was passed: not the first, or too late"
                : null;
    }

    /** Reads to the end, and accuses what no request asked for. */
    void finish() {
        while (!ended) {
            read();
        }
        ahead.forEach((offset, decided) -> {
            Place at = new Place(partition, offset);
            decided.committed()
                    .forEach(each -> findings.add(
                            Kind.EXTRA_DECISION,
                            at,
                            "decision on " + at
                                    + ", where no request is to be decided: "
                                    + each.fields().get("type") + " "
                                    + each.fields().get("outcome")));
            decided.aborted()
                    .forEach(each -> findings.add(
                            Kind.COPIES_DIFFER,
                            at,
                            "aborted decision on " + at + ", where no request is to be decided"));
        });
    }

    @Override
    public void close() {
        committed.close();
        all.close();
    }
}
