package dibs.audit;

/**
 * One request as it stands on the log.
 *
 * @param type as on the log: {@code claim}, {@code open}, {@code top_up}, …
 * @param user whom a claim or reversal is about, else null
 * @param requestId the caller's label, or null
 * @param amount points of a top-up, else 0
 * @param terms of an open, else null
 * @param takeBack of a reversal, else null
 */
record Logged(String type, String user, String requestId, long amount, Terms terms, TakeBack takeBack) {

    /** What a campaign gives, and when; times in milliseconds since 1970, or null. */
    record Terms(String title, long budget, long reward, Long opensAt, Long closesAt) {}

    /** How a grant is to be taken back. */
    record TakeBack(boolean returnBudget, String reason) {}
}
