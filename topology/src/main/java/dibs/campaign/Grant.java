package dibs.campaign;

/**
 * Points given to one user by one campaign, at most once.
 *
 * @param amount points
 * @param rank 1 for the campaign's first grant, then without a gap
 * @param requestId the label of the claim that was granted
 * @param decidedAt milliseconds since 1970, UTC
 * @param position of the claim that was granted
 */
public record Grant(long amount, long rank, String requestId, long decidedAt, Position position) {}
