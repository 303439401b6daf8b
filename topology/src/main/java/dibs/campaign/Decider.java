package dibs.campaign;

import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.Opening;
import dibs.campaign.Request.Cases;
import dibs.campaign.Request.Claim;
import dibs.campaign.Request.Open;

/**
 * Decides requests: a pure function of the facts and the request, and the only place with budget arithmetic.
 *
 * <p>It has no state, reads no clock and throws nothing for any request that can be read. Whoever keeps the facts
 * applies what a {@link Ruling} says before deciding the next request of the same campaign.
 */
public final class Decider {

    /**
     * Decides one request.
     *
     * @param campaign id of the campaign the request is about
     * @param at the request's position
     * @param appendTime milliseconds since 1970: when the broker appended the request
     */
    public Ruling decide(String campaign, Facts facts, Request request, Position at, long appendTime) {
        long time = facts.campaign() == null
                ? appendTime
                : Math.max(facts.campaign().time(), appendTime);
        String requestId = request.requestId() == null ? at.toString() : request.requestId();
        return request.match(new Cases<>(
                open -> open(campaign, facts.campaign(), open, requestId, at, time),
                claim -> claim(campaign, facts, claim, requestId, at, time)));
    }

    private static Ruling open(
            String campaign, CampaignState before, Open open, String requestId, Position at, long time) {
        if (before == null) {
            CampaignState opened = new CampaignState(campaign, open.rules(), 1, open.terms(), 0, 0, 0, time);
            return new Ruling(opening(OpenOutcome.OPENED, opened, requestId, at), opened, null, null, true);
        }
        boolean same = before.rules() == open.rules() && before.terms().equals(open.terms());
        OpenOutcome outcome = same ? OpenOutcome.REPEATED : OpenOutcome.CONFLICT;
        CampaignState after = with(before, before.spent(), before.granted(), before.refused(), time);
        return new Ruling(opening(outcome, after, requestId, at), after, null, null, false);
    }

    private static Opening opening(OpenOutcome outcome, CampaignState after, String requestId, Position at) {
        return new Opening(after.id(), outcome, after.universalData(), requestId, after.time(), at);
    }

    private static Ruling claim(String campaign, Facts facts, Claim claim, String requestId, Position at, long time) {
        CampaignState before = facts.campaign();
        ClaimOutcome outcome = outcome(before, facts.grant(), time);
        Grant grant = facts.grant();
        CampaignState after = before;
        if (outcome == ClaimOutcome.GRANTED) {
            long reward = before.terms().reward();
            grant = new Grant(reward, before.granted() + 1, requestId, time, at);
            after = with(before, before.spent() + reward, before.granted() + 1, before.refused(), time);
        } else if (before != null) {
            long refused = before.refused() + (outcome.isGranted() ? 0 : 1);
            after = with(before, before.spent(), before.granted(), refused, time);
        }
        ClaimDecision decision = new ClaimDecision(
                campaign, claim.user(), outcome, outcome.isGranted() ? grant : null, requestId, time, at);
        boolean isNew = outcome == ClaimOutcome.GRANTED;
        boolean changed = before != null && after.revision() != before.revision();
        return new Ruling(decision, after, isNew ? grant : null, isNew ? claim.user() : null, changed);
    }

    /** The order of these lines is the order of {@link ClaimOutcome}, and of the contract. */
    private static ClaimOutcome outcome(CampaignState campaign, Grant grant, long time) {
        if (campaign == null) {
            return ClaimOutcome.UNKNOWN_CAMPAIGN;
        }
        if (grant != null) {
            return ClaimOutcome.REPEATED;
        }
        if (campaign.terms().isAfterClosing(time)) {
            return ClaimOutcome.CLOSED;
        }
        if (campaign.terms().isBeforeOpening(time)) {
            return ClaimOutcome.NOT_OPEN;
        }
        return campaign.isSoldOut() ? ClaimOutcome.SOLD_OUT : ClaimOutcome.GRANTED;
    }

    /** The same campaign with other counts; selling out changes the universal data, so the revision counts it. */
    private static CampaignState with(CampaignState s, long spent, long granted, long refused, long time) {
        CampaignState after =
                new CampaignState(s.id(), s.rules(), s.revision(), s.terms(), spent, granted, refused, time);
        if (after.isSoldOut() == s.isSoldOut()) {
            return after;
        }
        return new CampaignState(s.id(), s.rules(), s.revision() + 1, s.terms(), spent, granted, refused, time);
    }
}
