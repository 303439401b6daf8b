package dibs.campaign;

/**
 * Everything the rules remember about one campaign, but for what its users have and which changes were made to it.
 * Immutable; only {@link Decider} makes new ones.
 *
 * @param rules version of the rules that decide it
 * @param revision counts changes of the universal data, from 1
 * @param terms as it was opened; their budget is the first one
 * @param budget points in all, top-ups included
 * @param phase how far operators have moved it
 * @param changes number of labelled changes, which is the number of the latest
 * @param time milliseconds since 1970, UTC: of the latest request, never running backwards
 */
public record CampaignState(
        String id,
        int rules,
        long revision,
        Terms terms,
        long budget,
        Phase phase,
        Tally tally,
        long changes,
        long time) {

    /** Points. */
    public long remaining() {
        return budget - tally.spent();
    }

    public boolean isSoldOut() {
        return remaining() < terms.reward();
    }

    /** Whether no claim can be granted any more from now on: by an operator, or by the clock. */
    public boolean isClosed() {
        return phase == Phase.CLOSED || phase == Phase.ARCHIVED || terms.isAfterClosing(time);
    }

    public boolean isArchived() {
        return phase == Phase.ARCHIVED;
    }

    public UniversalData universalData() {
        return new UniversalData(id, terms.withBudget(budget), phase, isSoldOut(), revision);
    }

    CampaignState withRevision(long counted) {
        return new CampaignState(id, rules, counted, terms, budget, phase, tally, changes, time);
    }

    CampaignState withBudget(long points) {
        return new CampaignState(id, rules, revision, terms, points, phase, tally, changes, time);
    }

    CampaignState withPhase(Phase next) {
        return new CampaignState(id, rules, revision, terms, budget, next, tally, changes, time);
    }

    CampaignState withTally(Tally next) {
        return new CampaignState(id, rules, revision, terms, budget, phase, next, changes, time);
    }

    CampaignState withChanges(long counted) {
        return new CampaignState(id, rules, revision, terms, budget, phase, tally, counted, time);
    }

    CampaignState at(long millis) {
        return new CampaignState(id, rules, revision, terms, budget, phase, tally, changes, millis);
    }
}
