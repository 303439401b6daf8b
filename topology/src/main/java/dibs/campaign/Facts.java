package dibs.campaign;

/**
 * What must be loaded before a request can be decided.
 *
 * @param campaign the state of the request's campaign, or null if none was opened under that id
 * @param holding what the user of a claim or reversal has from that campaign, or null
 * @param sameId the change made under the requestId of an operator's request, or null
 */
public record Facts(CampaignState campaign, Holding holding, Change sameId) {}
