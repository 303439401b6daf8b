package dibs.rush;

/**
 * One attempt to get a claim answered.
 *
 * @param requestId label of the claim, the same in all its attempts
 * @param follows where to look for the outcome instead of claiming once more, or null
 */
record Ask(String campaign, String user, String requestId, String follows) {
    Ask following(String location) {
        return new Ask(campaign, user, requestId, location);
    }

    Ask claimingAgain() {
        return new Ask(campaign, user, requestId, null);
    }
}
