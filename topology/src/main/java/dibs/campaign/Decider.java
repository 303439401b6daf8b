package dibs.campaign;

import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Request.Amend;
import dibs.campaign.Request.Cases;
import dibs.campaign.Request.Claim;
import dibs.campaign.Request.Open;
import dibs.campaign.Request.Reverse;

/**
 * Decides requests: a pure function of the facts and the request, and the only place with budget arithmetic.
 *
 * <p>It has no state, reads no clock and throws nothing for any request that can be read. Whoever keeps the facts
 * applies what a {@link Ruling} says before deciding the next request of the same campaign. Open to subclasses so that
 * tests can break a rule and see who notices.
 */
public class Decider {

    /**
     * Decides one request.
     *
     * @param campaign id of the campaign the request is about
     * @param at the request's position
     * @param appendTime milliseconds since 1970: when the broker appended the request
     */
    public Ruling decide(String campaign, Facts facts, Request request, Position at, long appendTime) {
        CampaignState known = facts.campaign();
        long time = known == null ? appendTime : Math.max(known.time(), appendTime);
        CampaignState before = known == null ? null : known.at(time);
        String requestId = request.requestId() == null ? at.toString() : request.requestId();
        Matter matter = new Matter(campaign, before, facts, requestId, at, time);
        return request.match(new Cases<>(
                open -> open(matter, open),
                claim -> claim(matter, claim),
                amend -> amend(matter, amend),
                reverse -> reverse(matter, reverse)));
    }

    /** One request on its way to a ruling; {@code before} is the campaign's state at the request's time, or null. */
    private record Matter(
            String campaign, CampaignState before, Facts facts, String requestId, Position at, long time) {}

    // --- claims

    private static Ruling claim(Matter m, Claim claim) {
        Holding holding = m.facts().holding();
        ClaimOutcome outcome = claimOutcome(m.before(), holding);
        if (outcome == ClaimOutcome.GRANTED) {
            return grant(m, claim.user());
        }
        Grant grant = outcome.isGranted() ? holding.grant() : null;
        CampaignState after = m.before() == null || outcome.isGranted() ? m.before() : refusing(m.before());
        return ruling(m, decision(m, claim.user(), outcome, grant), after, null, null, null);
    }

    /** The order of these lines is the order of {@link ClaimOutcome}, and of the contract. */
    private static ClaimOutcome claimOutcome(CampaignState campaign, Holding holding) {
        if (campaign == null) {
            return ClaimOutcome.UNKNOWN_CAMPAIGN;
        }
        if (campaign.isArchived()) {
            return ClaimOutcome.ARCHIVED;
        }
        if (holding != null) {
            return holding.isReversed() ? ClaimOutcome.REVERSED : ClaimOutcome.REPEATED;
        }
        if (campaign.isClosed()) {
            return ClaimOutcome.CLOSED;
        }
        if (campaign.terms().isBeforeOpening(campaign.time())) {
            return ClaimOutcome.NOT_OPEN;
        }
        if (campaign.phase() == Phase.PAUSED) {
            return ClaimOutcome.PAUSED;
        }
        return campaign.isSoldOut() ? ClaimOutcome.SOLD_OUT : ClaimOutcome.GRANTED;
    }

    private static Ruling grant(Matter m, String user) {
        Tally tally = m.before().tally();
        long reward = m.before().terms().reward();
        long rank = tally.granted() + 1;
        Grant grant = new Grant(reward, rank, m.requestId(), m.time(), m.at());
        Tally counted = new Tally(tally.spent() + reward, rank, tally.reversed(), tally.refused());
        ClaimDecision decision = decision(m, user, ClaimOutcome.GRANTED, grant);
        return ruling(
                m, decision, revised(m.before(), m.before().withTally(counted)), new Holding(grant, null), user, null);
    }

    private static CampaignState refusing(CampaignState before) {
        Tally tally = before.tally();
        return before.withTally(new Tally(tally.spent(), tally.granted(), tally.reversed(), tally.refused() + 1));
    }

    private static ClaimDecision decision(Matter m, String user, ClaimOutcome outcome, Grant grant) {
        return new ClaimDecision(m.campaign(), user, outcome, grant, m.requestId(), m.time(), m.at());
    }

    // --- operator requests

    private static Ruling open(Matter m, Open open) {
        CampaignState before = m.before();
        if (before == null) {
            CampaignState opened = new CampaignState(
                    m.campaign(),
                    open.rules(),
                    1,
                    open.terms(),
                    open.terms().budget(),
                    Phase.RUNNING,
                    Tally.NOTHING,
                    0,
                    m.time());
            return ruling(m, decision(m, Operation.OPEN, OperationOutcome.APPLIED, opened), opened, null, null, null);
        }
        boolean same = before.rules() == open.rules() && before.terms().equals(open.terms());
        OperationOutcome outcome = same ? OperationOutcome.UNCHANGED : OperationOutcome.ID_TAKEN;
        return ruling(m, decision(m, Operation.OPEN, outcome, before), before, null, null, null);
    }

    private static Ruling amend(Matter m, Amend amend) {
        CampaignState before = m.before();
        OperationOutcome outcome = amendOutcome(before, m.facts().sameId(), amend);
        CampaignState after = outcome == OperationOutcome.APPLIED ? revised(before, amended(before, amend)) : before;
        // Without a label the request is its own: nothing else can be the same request. What was refused may be
        // asked again under its label.
        boolean remember = amend.requestId() != null && outcome.isInForce() && outcome != OperationOutcome.REPEATED;
        Change change = null;
        if (remember) {
            change = new Change(amend.operation(), amend.amount(), before.changes() + 1);
            after = after.withChanges(change.number());
        }
        return ruling(m, decision(m, amend.operation(), outcome, after), after, null, null, change);
    }

    /** The order of these lines is the order of {@link OperationOutcome}. */
    private static OperationOutcome amendOutcome(CampaignState campaign, Change sameId, Amend amend) {
        if (campaign == null) {
            return OperationOutcome.UNKNOWN_CAMPAIGN;
        }
        if (sameId != null && sameId.number() > campaign.changes() - Limits.REMEMBERED_CHANGES) {
            boolean same = sameId.operation() == amend.operation() && sameId.amount() == amend.amount();
            return same ? OperationOutcome.REPEATED : OperationOutcome.REQUEST_ID_TAKEN;
        }
        return switch (amend.operation()) {
            case TOP_UP -> topUpOutcome(campaign, amend.amount());
            case PAUSE -> switchOutcome(campaign, Phase.PAUSED);
            case RESUME -> switchOutcome(campaign, Phase.RUNNING);
            case CLOSE ->
                campaign.phase().compareTo(Phase.CLOSED) >= 0 ? OperationOutcome.UNCHANGED : OperationOutcome.APPLIED;
            case ARCHIVE -> archiveOutcome(campaign);
            case OPEN, REVERSE -> throw new IllegalArgumentException(amend.operation() + " is a request of its own");
        };
    }

    private static OperationOutcome topUpOutcome(CampaignState campaign, long amount) {
        if (campaign.isClosed()) {
            return campaign.isArchived() ? OperationOutcome.ARCHIVED : OperationOutcome.CLOSED;
        }
        return amount > Limits.MAX_BUDGET - campaign.budget() ? OperationOutcome.TOO_LARGE : OperationOutcome.APPLIED;
    }

    private static OperationOutcome switchOutcome(CampaignState campaign, Phase wanted) {
        if (campaign.isClosed()) {
            return campaign.isArchived() ? OperationOutcome.ARCHIVED : OperationOutcome.CLOSED;
        }
        return campaign.phase() == wanted ? OperationOutcome.UNCHANGED : OperationOutcome.APPLIED;
    }

    private static OperationOutcome archiveOutcome(CampaignState campaign) {
        if (!campaign.isClosed()) {
            return OperationOutcome.NOT_CLOSED;
        }
        return campaign.isArchived() ? OperationOutcome.UNCHANGED : OperationOutcome.APPLIED;
    }

    private static CampaignState amended(CampaignState before, Amend amend) {
        return switch (amend.operation()) {
            case TOP_UP -> before.withBudget(before.budget() + amend.amount());
            case PAUSE -> before.withPhase(Phase.PAUSED);
            case RESUME -> before.withPhase(Phase.RUNNING);
            case CLOSE -> before.withPhase(Phase.CLOSED);
            case ARCHIVE -> before.withPhase(Phase.ARCHIVED);
            case OPEN, REVERSE -> throw new IllegalArgumentException(amend.operation() + " is a request of its own");
        };
    }

    private static CampaignDecision decision(
            Matter m, Operation operation, OperationOutcome outcome, CampaignState after) {
        UniversalData data = after == null ? null : after.universalData();
        return new CampaignDecision(m.campaign(), operation, outcome, data, m.requestId(), m.time(), m.at());
    }

    // --- reversals

    private static Ruling reverse(Matter m, Reverse reverse) {
        CampaignState before = m.before();
        Holding holding = m.facts().holding();
        OperationOutcome outcome = reverseOutcome(before, holding);
        if (outcome != OperationOutcome.APPLIED) {
            Holding told = outcome == OperationOutcome.UNCHANGED ? holding : null;
            return ruling(m, decision(m, reverse.user(), outcome, told), before, null, null, null);
        }
        Reversal reversal = new Reversal(reverse.returnBudget(), reverse.reason(), m.requestId(), m.time(), m.at());
        Holding reversed = new Holding(holding.grant(), reversal);
        Tally tally = before.tally();
        long returned = reverse.returnBudget() ? holding.grant().amount() : 0;
        Tally counted = new Tally(tally.spent() - returned, tally.granted(), tally.reversed() + 1, tally.refused());
        ReversalDecision decision = decision(m, reverse.user(), outcome, reversed);
        return ruling(m, decision, revised(before, before.withTally(counted)), reversed, reverse.user(), null);
    }

    private static OperationOutcome reverseOutcome(CampaignState campaign, Holding holding) {
        if (campaign == null) {
            return OperationOutcome.UNKNOWN_CAMPAIGN;
        }
        if (campaign.isArchived()) {
            return OperationOutcome.ARCHIVED;
        }
        if (holding == null) {
            return OperationOutcome.NOT_GRANTED;
        }
        return holding.isReversed() ? OperationOutcome.UNCHANGED : OperationOutcome.APPLIED;
    }

    private static ReversalDecision decision(Matter m, String user, OperationOutcome outcome, Holding holding) {
        return new ReversalDecision(m.campaign(), user, outcome, holding, m.requestId(), m.time(), m.at());
    }

    // --- what all have in common

    private static Ruling ruling(
            Matter m, Decision decision, CampaignState after, Holding holding, String user, Change change) {
        boolean changed = after != null
                && (m.before() == null || after.revision() != m.before().revision());
        return new Ruling(decision, after, holding, user, change, changed);
    }

    /** The revision counts every change of what everyone sees; selling out is one. */
    private static CampaignState revised(CampaignState before, CampaignState after) {
        boolean same = after.budget() == before.budget()
                && after.phase() == before.phase()
                && after.isSoldOut() == before.isSoldOut();
        return same ? after : after.withRevision(before.revision() + 1);
    }
}
