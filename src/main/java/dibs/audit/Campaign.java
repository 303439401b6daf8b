package dibs.audit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the log adds up to for one campaign, at the position it was read to. Changed by {@link Rules} only. */
final class Campaign {
    /** How many labels of changes are remembered. */
    private static final int LABELS = 1_000;

    final String id;
    final int partition;
    final Logged.Terms terms;
    final Holders holders;
    final History history = new History();
    final Map<String, Reversal> reversals = new HashMap<>();

    long budget;
    long spent;
    long revision = 1;
    /** Milliseconds since 1970, never running back. */
    long time;

    boolean paused;
    boolean closedByOperator;
    boolean archived;
    private final Map<String, Logged> labels = new LinkedHashMap<>();

    Campaign(String id, int partition, Logged.Terms terms, Holders holders) {
        this.id = id;
        this.partition = partition;
        this.terms = terms;
        this.holders = holders;
        this.budget = terms.budget();
    }

    /** A grant that was taken back, and the offset of the request that did. */
    static final class Reversal {
        final Logged.TakeBack how;
        final String requestId;
        final String decidedAt;
        final long offset;
        final int entryPartition;
        /** As beside a grant: {@link Holders#ENTRY_SEEN} and the like. */
        int marks;

        Reversal(Logged.TakeBack how, String requestId, String decidedAt, long offset, int entryPartition) {
            this.how = how;
            this.requestId = requestId;
            this.decidedAt = decidedAt;
            this.offset = offset;
            this.entryPartition = entryPartition;
        }
    }

    boolean soldOut() {
        return budget - spent < terms.reward();
    }

    boolean closed() {
        return closedByOperator || archived || (terms.closesAt() != null && time >= terms.closesAt());
    }

    String phase() {
        if (archived) {
            return "archived";
        }
        if (closedByOperator) {
            return "closed";
        }
        return paused ? "paused" : "running";
    }

    /** What a user without a grant is told now. */
    String newcomer() {
        if (archived) {
            return "archived";
        }
        if (closed()) {
            return "closed";
        }
        if (terms.opensAt() != null && time < terms.opensAt()) {
            return "not_open";
        }
        if (paused) {
            return "paused";
        }
        return soldOut() ? "sold_out" : "granted";
    }

    /** What a user was told at {@code offset}, or would have been. */
    String outcomeFor(String user, long offset) {
        String newcomer = history.at(offset);
        int holder = holders.find(user);
        if (holder < 0 || holders.offset(holder) > offset || newcomer.equals("archived")) {
            return newcomer;
        }
        Reversal reversal = reversals.get(user);
        return reversal != null && reversal.offset <= offset ? "reversed" : "granted";
    }

    /** The change that was made under this label, or null. */
    Logged labelled(String label) {
        return label == null ? null : labels.get(label);
    }

    void remember(Logged change) {
        if (change.requestId() == null) {
            return;
        }
        labels.put(change.requestId(), change);
        if (labels.size() > LABELS) {
            labels.remove(labels.keySet().iterator().next());
        }
    }
}
