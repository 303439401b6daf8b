package dibs.stream;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Grant;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Phase;
import dibs.campaign.Request;
import dibs.campaign.UniversalData;
import dibs.stream.Invariant.Seen;
import dibs.stream.SimulatedPartition.Output;
import dibs.wire.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What must hold after every step, each in words of its own and not in the rules'. */
final class Invariants {
    private static final int LARGEST_OUTPUT = 16 * 1024;

    static final List<Invariant> AFTER_EVERY_STEP = List.of(
            new Invariant("EveryRequestIsDecidedOnce", Invariants::everyRequestIsDecidedOnce),
            new Invariant("OutputsAreBounded", Invariants::outputsAreBounded),
            new Invariant("NeverOverspends", Invariants::neverOverspends),
            new Invariant("OneGrantPerUser", Invariants::oneGrantPerUser),
            new Invariant("RanksHaveNoGap", Invariants::ranksHaveNoGap),
            new Invariant("SameUserSameGrant", Invariants::sameUserSameGrant),
            new Invariant("RefusalCostsNoBudget", Invariants::refusalCostsNoBudget),
            new Invariant("TimeNeverRunsBack", Invariants::timeNeverRunsBack),
            new Invariant("NothingIsGrantedOutOfTime", Invariants::nothingIsGrantedOutOfTime),
            new Invariant("ChangeHappensOnce", Invariants::changeHappensOnce),
            new Invariant("ReversalHappensOnce", Invariants::reversalHappensOnce),
            new Invariant("RevisionTellsEveryChange", Invariants::revisionTellsEveryChange),
            new Invariant("LedgerGetsEveryEntry", Invariants::ledgerGetsEveryEntry));

    private Invariants() {}

    private static String everyRequestIsDecidedOnce(Seen seen) {
        long decisions = count(seen, Outputs.DECISIONS);
        long home = count(seen, Outputs.HOME);
        long dead = count(seen, Outputs.DEAD_LETTERS);
        boolean right = switch (seen.step().entry().meant()) {
            case DECISION ->
                decisions == 1
                        && home + dead == 0
                        && seen.step().decision().position().offset()
                                == seen.step().entry().offset();
            case SENT_HOME -> home == 1 && decisions + dead == 0;
            case DEAD_LETTER -> dead == 1 && decisions + home == 0;
        };
        return right
                ? null
                : "meant as " + seen.step().entry().meant() + ", became " + decisions + " decisions, " + home
                        + " sent home, " + dead + " dead letters";
    }

    private static String outputsAreBounded(Seen seen) {
        if (seen.step().deleted() > ArchivedGrants.DELETED_PER_REQUEST + 2) {
            return seen.step().deleted() + " keys deleted at once";
        }
        for (Output output : seen.step().outputs()) {
            int bytes = length(output.record().key()) + length(output.record().value());
            if (bytes > LARGEST_OUTPUT && !output.sink().equals(Outputs.HOME)) {
                return bytes + " bytes to " + output.sink();
            }
        }
        return seen.step().outputs().size() <= 4
                ? null
                : "too many records: " + seen.step().outputs();
    }

    private static String neverOverspends(Seen seen) {
        ClaimDecision claim = granted(seen);
        if (claim == null) {
            return null;
        }
        long spent = seen.model().spent() + claim.grant().amount();
        long budget = seen.model().shown.terms().budget();
        return spent <= budget ? null : spent + " of " + budget + " points are spent";
    }

    private static String oneGrantPerUser(Seen seen) {
        ClaimDecision claim = granted(seen);
        Grant first = claim == null ? null : seen.model().grantOf.get(claim.user());
        return first == null ? null : claim.user() + " was granted " + claim.grant() + " after " + first;
    }

    private static String ranksHaveNoGap(Seen seen) {
        ClaimDecision claim = granted(seen);
        boolean next = claim == null || claim.grant().rank() == seen.model().grants + 1;
        return next ? null : "rank " + claim.grant().rank() + " after " + seen.model().grants + " grants";
    }

    private static String sameUserSameGrant(Seen seen) {
        ClaimDecision claim = claim(seen);
        if (claim == null || claim.outcome() == ClaimOutcome.GRANTED) {
            return null;
        }
        Grant first = seen.model().grantOf.get(claim.user());
        boolean stands = first != null
                && !seen.model().reversed.contains(claim.user())
                && seen.model().shown.phase() != Phase.ARCHIVED;
        if (!stands) {
            return claim.outcome() == ClaimOutcome.REPEATED ? "granted again what does not stand" : null;
        }
        return first.equals(claim.grant()) ? null : "has " + first + " and was told " + claim;
    }

    private static String refusalCostsNoBudget(Seen seen) {
        if (seen.after() == null || granted(seen) != null || reversed(seen) != null) {
            return null;
        }
        long spent = seen.after().tally().spent();
        return spent == seen.model().spent()
                ? null
                : "spent went from " + seen.model().spent() + " to " + spent;
    }

    private static String timeNeverRunsBack(Seen seen) {
        if (seen.request() == null) {
            return null;
        }
        long expected = Math.max(seen.model().time, seen.step().entry().record().timestamp());
        long decidedAt = seen.step().decision().decidedAt();
        return decidedAt == expected || !seen.model().isOpened()
                ? null
                : "decided at " + decidedAt + " instead of " + expected;
    }

    private static String nothingIsGrantedOutOfTime(Seen seen) {
        ClaimDecision claim = granted(seen);
        if (claim == null) {
            return null;
        }
        UniversalData shown = seen.model().shown;
        Long opensAt = shown.terms().opensAt();
        Long closesAt = shown.terms().closesAt();
        boolean inTime = shown.phase() == Phase.RUNNING
                && (opensAt == null || claim.decidedAt() >= opensAt)
                && (closesAt == null || claim.decidedAt() < closesAt);
        return inTime ? null : "granted at " + claim.decidedAt() + " by " + shown;
    }

    private static String changeHappensOnce(Seen seen) {
        CampaignDecision decision = campaignDecision(seen);
        if (decision == null || !(seen.request() instanceof Request.Amend amend)) {
            return null;
        }
        long budget = seen.model().isOpened() ? seen.model().shown.terms().budget() : 0;
        boolean applied = decision.outcome() == OperationOutcome.APPLIED;
        long expected = applied && amend.operation() == Operation.TOP_UP ? budget + amend.amount() : budget;
        if (seen.after() != null && seen.after().budget() != expected) {
            return "the budget is " + seen.after().budget() + " instead of " + expected;
        }
        boolean known = amend.requestId() != null && seen.model().labels.contains(amend.requestId());
        boolean again = known
                && decision.outcome() != OperationOutcome.REPEATED
                && decision.outcome() != OperationOutcome.REQUEST_ID_TAKEN;
        return again ? amend + " was " + decision.outcome() + " though known" : null;
    }

    private static String reversalHappensOnce(Seen seen) {
        ReversalDecision decision = reversed(seen);
        if (decision == null) {
            return null;
        }
        boolean has = seen.model().grantOf.containsKey(decision.user());
        boolean had = seen.model().reversed.contains(decision.user());
        return has && !had ? null : decision.user() + " has a grant: " + has + ", reversed before: " + had;
    }

    private static String revisionTellsEveryChange(Seen seen) {
        if (seen.after() == null) {
            return null;
        }
        UniversalData now = seen.after().universalData();
        UniversalData before = seen.model().shown;
        boolean changed = before == null
                || now.terms().budget() != before.terms().budget()
                || now.phase() != before.phase()
                || now.soldOut() != before.soldOut();
        long expected = before == null ? 1 : before.revision() + (changed ? 1 : 0);
        long told = count(seen, Outputs.CAMPAIGNS);
        return now.revision() == expected && told == (changed ? 1 : 0)
                ? null
                : before + " became " + now + ", told " + told + " times";
    }

    private static String ledgerGetsEveryEntry(Seen seen) {
        List<String> entries = seen.step().outputs().stream()
                .filter(output -> output.sink().equals(Outputs.GRANTS))
                .map(output -> new String(output.record().value(), StandardCharsets.UTF_8))
                .toList();
        return entries.equals(expectedEntries(seen)) ? null : entries + " instead of " + expectedEntries(seen);
    }

    /** Written out once more on purpose. */
    private static List<String> expectedEntries(Seen seen) {
        ClaimDecision claim = granted(seen);
        ReversalDecision reversal = reversed(seen);
        if (claim == null && reversal == null) {
            return List.of();
        }
        boolean grant = claim != null;
        Grant of = grant ? claim.grant() : reversal.holding().grant();
        return List.of("{\"kind\":\"" + (grant ? "grant" : "reversal") + "\",\"campaign\":\"" + seen.campaign()
                + "\",\"user\":\"" + (grant ? claim.user() : reversal.user()) + "\",\"amount\":"
                + (grant ? of.amount() : -of.amount()) + ",\"rank\":" + of.rank() + ",\"requestId\":\""
                + seen.step().decision().requestId() + "\",\"decidedAt\":\""
                + Rfc3339.format(seen.step().decision().decidedAt()) + "\",\"position\":\""
                + seen.step().partition().number() + ":" + seen.step().entry().offset() + "\"}");
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static long count(Seen seen, String sink) {
        return seen.step().outputs().stream()
                .filter(output -> output.sink().equals(sink))
                .count();
    }

    private static ClaimDecision claim(Seen seen) {
        return seen.request() == null
                ? null
                : seen.step().decision().match(new Cases<>(claim -> claim, campaign -> null, reversal -> null));
    }

    private static ClaimDecision granted(Seen seen) {
        ClaimDecision claim = claim(seen);
        return claim != null && claim.outcome() == ClaimOutcome.GRANTED ? claim : null;
    }

    private static CampaignDecision campaignDecision(Seen seen) {
        return seen.request() == null
                ? null
                : seen.step().decision().match(new Cases<>(claim -> null, campaign -> campaign, reversal -> null));
    }

    private static ReversalDecision reversed(Seen seen) {
        ReversalDecision decision = seen.request() == null
                ? null
                : seen.step().decision().match(new Cases<>(claim -> null, campaign -> null, reversal -> reversal));
        return decision != null && decision.outcome() == OperationOutcome.APPLIED ? decision : null;
    }
}
