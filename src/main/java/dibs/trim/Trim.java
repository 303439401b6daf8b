package dibs.trim;

import dibs.campaign.Decision;
import dibs.ledger.LedgerEntry;
import dibs.stream.Topics;
import dibs.trim.PartitionTrim.Part;
import dibs.trim.RequestScan.Bound;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out what of the logs' beginning only archived campaigns still need, and deletes it.
 *
 * <p>May be run beside a system at work: what is decided was decided, and archived is final, so what can be deleted once
 * can be deleted for ever. Requests go first: a decision without its request is known to be of a trimmed one, a request
 * without its decision would look like one that was passed by. If it ends in between, the next run does the rest.
 */
public final class Trim {
    private final TrimSources sources;
    private final Topics topics;

    public Trim(TrimSources sources) {
        this.sources = sources;
        this.topics = sources.topics();
    }

    /** What can be deleted now, by partition; changes nothing. */
    public List<PartitionTrim> plan() {
        try (LogAdmin admin = new LogAdmin(sources.client());
                CommittedLog log = new CommittedLog(sources.client());
                LedgerProof proof = new LedgerProof(sources)) {
            // How far it decided before which campaigns are archived: all that was decided by then is known there.
            Map<Integer, Long> decided = admin.committed(topics.deciderApplication(), topics.requests());
            Map<Integer, Long> ends = admin.ends(topics.decisions());
            Campaigns campaigns = Campaigns.read(log, admin, topics.campaigns());
            Map<Integer, Long> begins = admin.begins(topics.requests());
            Map<Integer, Long> decisions = admin.begins(topics.decisions());
            List<PartitionTrim> plan = new ArrayList<>();
            begins.forEach((p, begin) -> {
                Looked looked = new Looked(p, begin, decided.getOrDefault(p, 0L), decisions.get(p), ends.get(p));
                plan.add(plan(looked, log, campaigns, proof));
            });
            return plan;
        } catch (SQLException e) {
            throw new TrimFailure("the ledger at " + sources.ledger() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Where the logs of one partition begin, and how far they may be looked at. */
    private record Looked(int partition, long begin, long decided, long decisions, long end) {}

    private PartitionTrim plan(Looked at, CommittedLog log, Campaigns campaigns, LedgerProof proof) {
        TopicPartition requests = new TopicPartition(topics.requests(), at.partition());
        Bound bound = RequestScan.scan(log, requests, at.begin(), at.decided(), campaigns);
        Optional<LedgerEntry> missing = firstMissing(at, bound.to(), log, proof);
        if (missing.isPresent()) {
            // It may be of a request that was trimmed already, while its decision was not.
            long limit = Math.max(at.begin(), missing.get().sourceOffset());
            Bound less = RequestScan.scan(log, requests, at.begin(), at.decided(), campaigns, limit);
            bound = new Bound(less.to(), less.records(), words(missing.get()));
        }
        long decided =
                Math.min(bound.to(), missing.map(LedgerEntry::sourceOffset).orElse(bound.to()));
        Part deleted = new Part(at.begin(), bound.to(), bound.records());
        return new PartitionTrim(at.partition(), deleted, decisions(at, decided, log), bound.heldBackBy());
    }

    private Optional<LedgerEntry> firstMissing(Looked at, long bound, CommittedLog log, LedgerProof proof) {
        readDecisions(
                at,
                bound,
                log,
                decision -> DecidedEntries.entry(decision).map(proof::requires).orElse(true));
        return proof.missing();
    }

    private Part decisions(Looked at, long bound, CommittedLog log) {
        long[] toAndRecords = {at.decisions(), 0};
        TopicPartition decisions = new TopicPartition(topics.decisions(), at.partition());
        log.read(decisions, at.decisions(), at.end(), record -> {
            boolean isDeleted = DecidedEntries.decision(record).position().offset() < bound;
            toAndRecords[0] = isDeleted ? record.offset() + 1 : toAndRecords[0];
            toAndRecords[1] += isDeleted ? 1 : 0;
            return isDeleted;
        });
        return new Part(at.decisions(), toAndRecords[0], toAndRecords[1]);
    }

    /** Shows the decisions on requests before {@code bound}, as long as more are wanted. */
    private void readDecisions(Looked at, long bound, CommittedLog log, Function<Decision, Boolean> wantsMore) {
        TopicPartition decisions = new TopicPartition(topics.decisions(), at.partition());
        log.read(decisions, at.decisions(), at.end(), (ConsumerRecord<byte[], byte[]> record) -> {
            Decision decision = DecidedEntries.decision(record);
            return decision.position().offset() < bound && wantsMore.apply(decision);
        });
    }

    private static String words(LedgerEntry entry) {
        return "the " + entry.kind().name().toLowerCase(Locale.ROOT) + " of " + entry.user() + " in campaign "
                + entry.campaign() + ", which is not in the ledger";
    }

    /** Deletes what {@code plan} says. */
    public void run(List<PartitionTrim> plan) {
        try (LogAdmin admin = new LogAdmin(sources.client())) {
            admin.deleteBefore(topics.requests(), ends(plan, PartitionTrim::requests));
            admin.deleteBefore(topics.decisions(), ends(plan, PartitionTrim::decisions));
        }
    }

    private static Map<Integer, Long> ends(List<PartitionTrim> plan, Function<PartitionTrim, Part> part) {
        Map<Integer, Long> ends = new TreeMap<>();
        plan.forEach(each -> {
            if (!part.apply(each).isEmpty()) {
                ends.put(each.partition(), part.apply(each).to());
            }
        });
        return ends;
    }
}
