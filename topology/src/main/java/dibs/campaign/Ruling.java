package dibs.campaign;

/**
 * A decision and what it changes.
 *
 * @param campaign the campaign's state from now on, or null if there is none
 * @param newHolding what {@code user} has from now on, or null where that stays as it was
 * @param user of {@code newHolding}, or null
 * @param newChange to be remembered by the decision's requestId, or null
 * @param universalDataChanged whether terms, phase or sold-out differ from before, so that everyone must be told
 */
public record Ruling(
        Decision decision,
        CampaignState campaign,
        Holding newHolding,
        String user,
        Change newChange,
        boolean universalDataChanged) {

    /** Whether the campaign was archived just now; it happens once. */
    public boolean archives() {
        return universalDataChanged && campaign.isArchived();
    }
}
