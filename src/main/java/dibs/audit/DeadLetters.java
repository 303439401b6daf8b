package dibs.audit;

import dibs.terminal.Progress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.header.Header;

/**
 * The dead letters: those of requests must be exactly the requests that cannot be read; those of entries are rows that
 * need not be in the ledger yet.
 *
 * <p>Read whole before the requests are. Thread-safe once read, where each partition of the requests has one thread.
 */
final class DeadLetters {
    private final String requestsTopic;
    private final Cut cut;
    private final Findings findings;
    private final Set<Place> ofRequests = new HashSet<>();
    private final Set<Place> ofEntries = new HashSet<>();
    private final List<Offsets> unreadable;

    DeadLetters(AuditSources sources, Cut cut, Findings findings, Progress progress) {
        this.requestsTopic = sources.requests();
        this.cut = cut;
        this.findings = findings;
        this.unreadable = IntStream.range(0, cut.requests().partitions())
                .mapToObj(p -> new Offsets())
                .toList();
        for (int p = 0; p < cut.deadLetters().partitions(); p++) {
            try (LogReader letters =
                    new LogReader(sources.client(), cut.deadLetters(), p, IsolationLevel.READ_COMMITTED, progress)) {
                for (var letter = letters.next(); letter != null; letter = letters.next()) {
                    add(sources, letter);
                }
            }
        }
    }

    private void add(AuditSources sources, ConsumerRecord<byte[], byte[]> letter) {
        String topic = header(letter, "dibs-error-topic");
        Place origin = Place.of(header(letter, "dibs-error-partition") + ":" + header(letter, "dibs-error-offset"));
        if (sources.entries().equals(topic) && origin != null) {
            ofEntries.add(origin);
        } else if (!sources.requests().equals(topic)
                || origin == null
                || !cut.requests().has(origin)) {
            accuse(letter, "names no request and no entry: " + topic + " " + origin);
        } else if (!ofRequests.add(origin)) {
            accuse(letter, "is the second one of the request at " + origin);
        }
    }

    private void accuse(ConsumerRecord<byte[], byte[]> letter, String wrong) {
        Place at = new Place(letter.partition(), letter.offset());
        findings.add(Kind.EXTRA_DEAD_LETTER, at, "dead letter at " + at + " of its topic " + wrong);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "-" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Whether the entry at that place of its topic is a dead letter. */
    boolean hasEntry(Place entry) {
        return ofEntries.contains(entry);
    }

    /** How many of the requests' letters an operator wrote off. */
    long dropped(LedgerSnapshot ledger) {
        return ofRequests.stream()
                .filter(each -> ledger.isWrittenOff(requestsTopic, each))
                .count();
    }

    /** A request that cannot be read, or cannot be decided where it is. */
    void expect(Place request) {
        unreadable.get(request.partition()).add(request.offset());
    }

    /** Compares both; how many requests are dead letters. */
    long check(Counts counts) {
        for (Place letter : ofRequests) {
            Offsets expected = unreadable.get(letter.partition());
            int found = expected.find(letter.offset());
            if (found >= 0) {
                expected.mark(found);
            } else if (!cut.requests().isGone(letter)) {
                findings.add(
                        Kind.EXTRA_DEAD_LETTER,
                        letter,
                        "the request at " + letter + " can be read, and is a dead letter");
            }
        }
        for (int p = 0; p < unreadable.size(); p++) {
            checkMissing(p, unreadable.get(p), counts);
        }
        return ofRequests.size();
    }

    private void checkMissing(int partition, Offsets expected, Counts counts) {
        for (int i = 0; i < expected.size(); i++) {
            Place at = new Place(partition, expected.get(i));
            if (expected.isMarked(i) || !cut.isDecided(at)) {
                continue;
            }
            // Dead letters are kept for a while only; what may be gone cannot be accused.
            if (cut.deadLetters().isTrimmed()) {
                counts.add(Count.BEFORE_THE_LOGS_START);
            } else {
                findings.add(
                        Kind.MISSING_DEAD_LETTER,
                        at,
                        "the request at " + at + " cannot be read, and is no dead letter");
            }
        }
    }
}
