package dibs.campaign;

/**
 * Everything the rules remember about one campaign, but for its grants. Immutable; only {@link Decider} makes new ones.
 *
 * @param rules version of the rules that decide it
 * @param revision counts changes of the universal data (terms and status), from 1
 * @param spent points granted
 * @param granted number of grants, which is the last rank
 * @param refused number of claims on the log that got nothing
 * @param time milliseconds since 1970, UTC: of the latest request, never running backwards
 */
public record CampaignState(
        String id, int rules, long revision, Terms terms, long spent, long granted, long refused, long time) {

    /** Points. */
    public long remaining() {
        return terms.budget() - spent;
    }

    public boolean isSoldOut() {
        return remaining() < terms.reward();
    }

    public UniversalData universalData() {
        return new UniversalData(id, terms, isSoldOut(), revision);
    }
}
