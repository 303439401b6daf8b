package dibs.trim;

import dibs.ledger.DeadLetter;
import dibs.ledger.DeadLetterDesk;
import dibs.ledger.DeadLetterDesk.State;
import dibs.ledger.DeadLetterLog;
import dibs.ledger.LedgerCheck;
import dibs.ledger.LedgerEntry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what was decided is in the ledger, row by row, or written off on record.
 *
 * <p>A row is the proof: it is committed in one statement with the sink's progress, so the sink is past what has one.
 * Progress alone would not do, as it also passes what became a dead letter. Used by one thread.
 */
final class LedgerProof implements AutoCloseable {
    private static final int AT_ONCE = 1_000;

    private final TrimSources sources;
    private final LedgerCheck ledger;
    private final List<LedgerEntry> waiting = new ArrayList<>();
    private Set<LedgerEntry> writtenOff;
    private LedgerEntry missing;

    LedgerProof(TrimSources sources) throws SQLException {
        this.sources = sources;
        this.ledger = LedgerCheck.open(sources.ledger());
    }

    /** Looks for the row of one more entry, now or later; false: one is missing, and no more need be shown. */
    boolean requires(LedgerEntry entry) {
        waiting.add(entry);
        return waiting.size() < AT_ONCE || look();
    }

    /** The first entry that was asked for and has no row; asking begins anew after this. */
    Optional<LedgerEntry> missing() {
        look();
        Optional<LedgerEntry> found = Optional.ofNullable(missing);
        missing = null;
        return found;
    }

    private boolean look() {
        try {
            if (missing == null) {
                missing = ledger.missing(waiting).stream()
                        .filter(each -> !isWrittenOff(each))
                        .findFirst()
                        .orElse(null);
            }
            waiting.clear();
            return missing == null;
        } catch (SQLException e) {
            throw new TrimFailure("the ledger at " + sources.ledger() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private boolean isWrittenOff(LedgerEntry entry) {
        if (writtenOff == null) {
            writtenOff = readWrittenOff();
        }
        return writtenOff.contains(entry);
    }

    private Set<LedgerEntry> readWrittenOff() {
        String entries = sources.topics().grants();
        List<DeadLetter> letters =
                new DeadLetterLog(sources.client(), sources.topics().deadLetters(), entries).read();
        Set<LedgerEntry> found = new HashSet<>();
        try (DeadLetterDesk desk = DeadLetterDesk.open(sources.ledger(), entries)) {
            List<State> states = desk.states(letters);
            for (int i = 0; i < letters.size(); i++) {
                if (states.get(i) == State.WRITTEN_OFF) {
                    letters.get(i).entry().ifPresent(found::add);
                }
            }
        } catch (SQLException e) {
            throw new TrimFailure("the ledger at " + sources.ledger() + " cannot be used: " + e.getMessage(), e);
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        ledger.close();
    }
}
