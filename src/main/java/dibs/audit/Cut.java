package dibs.audit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * One moment of a running system, taken so that nothing right can look wrong.
 *
 * <p>The order matters. First how far the decider has committed: all before it was decided, and what followed was
 * committed with it. Then the ends of what the decider writes: all that follows from it lies before them, though the
 * last transaction may have to be waited for. The end of the requests last: whatever was decided by now was asked by
 * now. Where the requests begin comes before all of these: what was trimmed by then was archived by then, and one that is
 * trimmed later is read in vain, which says nothing.
 *
 * @param decided by partition of the requests: one past the last request whose outcome is committed
 */
record Cut(Span requests, Span decisions, Span entries, Span deadLetters, Span campaigns, List<Long> decided) {

    private static final long PAUSE_NANOS = 10_000_000;

    static Cut take(AuditSources sources) {
        try (Admin admin = Admin.create(sources.client())) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(sources.group())
                    .partitionsToOffsetAndMetadata()
                    .get();
            Span asked = Span.of(admin, sources.requests(), IsolationLevel.READ_UNCOMMITTED);
            Span decisions = Span.of(admin, sources.decisions(), IsolationLevel.READ_UNCOMMITTED);
            Span entries = Span.of(admin, sources.entries(), IsolationLevel.READ_UNCOMMITTED);
            Span deadLetters = Span.of(admin, sources.deadLetters(), IsolationLevel.READ_UNCOMMITTED);
            Span campaigns = Span.of(admin, sources.campaigns(), IsolationLevel.READ_UNCOMMITTED);
            Span requests =
                    new Span(asked.topic(), asked.begins(), stable(admin, asked).ends());
            if (decisions.partitions() != requests.partitions()) {
                throw new AuditFailure(sources.requests() + " has " + requests.partitions() + " partitions and "
                        + sources.decisions() + " has " + decisions.partitions() + "; they belong together");
            }
            return new Cut(requests, decisions, entries, deadLetters, campaigns, decided(committed, requests));
        } catch (ExecutionException e) {
            throw new AuditFailure(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "there are no topics like " + sources.requests() + " there: nothing was ever served with"
                                    + " that prefix (topics.prefix)"
                            : "Kafka cannot be asked: " + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditFailure("interrupted", e);
        }
    }

    /**
     * The requests, once no transaction is open below the ends they had: a stray's copy is committed with the offset of
     * the stray, but may be seen a little later.
     */
    private static Span stable(Admin admin, Span asked) throws ExecutionException, InterruptedException {
        long started = System.nanoTime();
        while (true) {
            Span requests = Span.of(admin, asked.topic(), IsolationLevel.READ_COMMITTED);
            boolean reached = IntStream.range(0, asked.partitions()).allMatch(p -> requests.end(p) >= asked.end(p));
            if (reached) {
                return requests;
            }
            if (System.nanoTime() - started > LogReader.PATIENCE.toNanos()) {
                throw new AuditFailure("a transaction stays open on " + asked.topic()
                        + ": a producer there neither commits nor is given up by the brokers");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static List<Long> decided(Map<TopicPartition, OffsetAndMetadata> committed, Span requests) {
        return IntStream.range(0, requests.partitions())
                .mapToObj(p -> committed.get(new TopicPartition(requests.topic(), p)))
                .map(each -> each == null ? 0L : each.offset())
                .toList();
    }

    boolean isDecided(Place request) {
        return request.offset() < decided.get(request.partition());
    }

    /** Records to read, of all topics together, copies counted as well. */
    long size() {
        long known = requests.isTrimmed() ? campaigns.size() : 0;
        return requests.size() + 2 * decisions.size() + entries.size() + deadLetters.size() + known;
    }
}
