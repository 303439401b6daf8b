package dibs.cluster;

/**
 * What is asked of the stores of one partition: one campaign, perhaps with what a user has from it, or a list of
 * campaigns. Immutable.
 *
 * @param campaign id, or null where a list is asked for
 * @param user whose holding is asked for too, or null
 * @param after of a list: only ids greater than this, or null
 * @param limit of a list: at most so many campaigns; else 0
 */
public record StoreQuestion(int partition, String campaign, String user, String after, int limit) {

    /** One campaign, and what {@code user} has from it unless that is null. */
    public static StoreQuestion about(int partition, String campaign, String user) {
        return new StoreQuestion(partition, campaign, user, null, 0);
    }

    /** Campaigns in the order of their ids. */
    public static StoreQuestion list(int partition, String after, int limit) {
        return new StoreQuestion(partition, null, null, after, limit);
    }
}
