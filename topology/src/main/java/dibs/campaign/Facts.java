package dibs.campaign;

/**
 * What must be loaded before a request can be decided.
 *
 * @param campaign the state of the request's campaign, or null if none was opened under that id
 * @param grant what the claiming user has from that campaign, or null
 */
public record Facts(CampaignState campaign, Grant grant) {}
