package dibs.trim;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Reversal;
import dibs.ledger.LedgerEntry;
import dibs.ledger.LedgerEntry.Kind;
import dibs.wire.DecisionReader;
import dibs.wire.Malformed;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which row of the ledger follows from a decision: that of a new grant, or of a grant just taken back. Stateless. */
final class DecidedEntries {
    private DecidedEntries() {}

    static Decision decision(ConsumerRecord<byte[], byte[]> record) {
        try {
            return DecisionReader.read(record.value());
        } catch (Malformed e) {
            throw new TrimFailure(
                    "the record at " + record.partition() + ":" + record.offset() + " of " + record.topic() + " "
                            + e.getMessage() + "; run ./dibs audit",
                    e);
        }
    }

    static Optional<LedgerEntry> entry(Decision decision) {
        return decision.match(
                new Cases<>(DecidedEntries::granted, campaign -> Optional.empty(), DecidedEntries::reversed));
    }

    private static Optional<LedgerEntry> granted(ClaimDecision claim) {
        if (claim.outcome() != ClaimOutcome.GRANTED) {
            return Optional.empty();
        }
        Grant grant = claim.grant();
        return Optional.of(new LedgerEntry(
                claim.campaign(),
                claim.user(),
                Kind.GRANT,
                grant.amount(),
                grant.rank(),
                grant.requestId(),
                Instant.ofEpochMilli(grant.decidedAt()),
                grant.position().partition(),
                grant.position().offset()));
    }

    private static Optional<LedgerEntry> reversed(ReversalDecision decision) {
        if (decision.outcome() != OperationOutcome.APPLIED) {
            return Optional.empty();
        }
        Grant grant = decision.holding().grant();
        Reversal reversal = decision.holding().reversal();
        return Optional.of(new LedgerEntry(
                decision.campaign(),
                decision.user(),
                Kind.REVERSAL,
                -grant.amount(),
                grant.rank(),
                reversal.requestId(),
                Instant.ofEpochMilli(reversal.decidedAt()),
                reversal.position().partition(),
                reversal.position().offset()));
    }
}
