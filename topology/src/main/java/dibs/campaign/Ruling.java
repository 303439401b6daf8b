package dibs.campaign;

/**
 * A decision and what it changes.
 *
 * @param campaign the campaign's state from now on, or null if there is none
 * @param newGrant what {@code grantee} has from now on, or null
 * @param grantee the user of {@code newGrant}, or null
 * @param universalDataChanged whether terms or status differ from before, so that everyone must be told
 */
public record Ruling(
        Decision decision, CampaignState campaign, Grant newGrant, String grantee, boolean universalDataChanged) {}
