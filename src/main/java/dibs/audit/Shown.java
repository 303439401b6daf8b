package dibs.audit;

import java.util.Map;
import java.util.Objects;

/**
 * A grant or reversal as someone shows it: a decision, a record for the ledger, a row, an answer. Values are as they
 * were read, of any type or null.
 *
 * @param decidedAt as the contract writes times
 * @param position null if it was none
 */
record Shown(Object amount, Object rank, Object requestId, Object decidedAt, Place position) {

    static Shown of(Map<?, ?> fields) {
        return new Shown(
                fields.get("amount"),
                fields.get("rank"),
                fields.get("requestId"),
                fields.get("decidedAt"),
                Place.of(fields.get("position")));
    }

    /** Whether it is the grant at that place among the campaign's. */
    boolean isGrant(Campaign campaign, int holder, long salt) {
        return Objects.equals(amount, campaign.terms.reward())
                && Objects.equals(rank, holder + 1L)
                && new Place(campaign.partition, campaign.holders.offset(holder)).equals(position)
                && requestId instanceof String label
                && decidedAt instanceof String time
                && Digest.of(label, time, salt) == campaign.holders.digest(holder);
    }

    /** Whether it is that reversal of that grant. */
    boolean isReversal(Campaign campaign, int holder, Campaign.Reversal reversal) {
        return Objects.equals(amount, -campaign.terms.reward())
                && Objects.equals(rank, holder + 1L)
                && Objects.equals(requestId, reversal.requestId)
                && Objects.equals(decidedAt, reversal.decidedAt)
                && new Place(campaign.partition, reversal.offset).equals(position);
    }

    @Override
    public String toString() {
        return amount + " points, rank " + rank + ", requestId " + requestId + ", " + decidedAt + ", at " + position;
    }
}
