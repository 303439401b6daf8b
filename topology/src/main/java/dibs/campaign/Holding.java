package dibs.campaign;

/**
 * What one user has from one campaign.
 *
 * @param reversal how the grant was taken back, or null while it stands
 */
public record Holding(Grant grant, Reversal reversal) {

    public boolean isReversed() {
        return reversal != null;
    }
}
