package dibs.campaign;

/**
 * A grant taken back, once and for all.
 *
 * @param returnBudget whether the points went back to the campaign's budget
 * @param reason 0 to {@value Limits#MAX_REASON} characters
 * @param requestId the label of the request that reversed
 * @param decidedAt milliseconds since 1970, UTC
 * @param position of the request that reversed
 */
public record Reversal(boolean returnBudget, String reason, String requestId, long decidedAt, Position position) {}
