package dibs.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.CampaignState;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decider;
import dibs.campaign.Decision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Facts;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Phase;
import dibs.campaign.Position;
import dibs.campaign.Request;
import dibs.campaign.Ruling;
import dibs.campaign.Tally;
import dibs.stream.Invariant.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each invariant notices when the rule it names is broken: else it would be a decoration. */
class InvariantsCanFailTest {
    private static final Decider RIGHT = new Decider();

    /** A request on its way to a decision, and how a broken decider decides it. */
    private interface Broken {
        Ruling decide(String campaign, Facts facts, Request request, Position at, long time);
    }

    private static final Map<String, Broken> BROKEN = new LinkedHashMap<>();

    static {
        BROKEN.put(
                "EveryRequestIsDecidedOnce",
                (campaign, facts, request, at, time) ->
                        RIGHT.decide(campaign, facts, request, new Position(at.partition(), at.offset() + 1), time));
        BROKEN.put(
                "OutputsAreBounded",
                (campaign, facts, request, at, time) ->
                        with(RIGHT.decide(campaign, facts, request, at, time), claim -> claim, "x".repeat(20_000)));
        BROKEN.put("NeverOverspends", InvariantsCanFailTest::asIfOneMoreWereLeft);
        BROKEN.put("OneGrantPerUser", (campaign, facts, request, at, time) -> {
            Facts forgetful = new Facts(facts.campaign(), null, facts.sameId());
            Ruling ruling = RIGHT.decide(campaign, forgetful, request, at, time);
            boolean grants = ruling.newHolding() != null;
            return grants ? ruling : RIGHT.decide(campaign, facts, request, at, time);
        });
        BROKEN.put(
                "RanksHaveNoGap",
                (campaign, facts, request, at, time) -> with(
                        RIGHT.decide(campaign, facts, request, at, time), InvariantsCanFailTest::oneRankFurther, null));
        BROKEN.put(
                "SameUserSameGrant",
                (campaign, facts, request, at, time) ->
                        with(RIGHT.decide(campaign, facts, request, at, time), InvariantsCanFailTest::asOfNow, null));
        BROKEN.put("RefusalCostsNoBudget", (campaign, facts, request, at, time) -> {
            Ruling right = RIGHT.decide(campaign, facts, request, at, time);
            CampaignState after = right.campaign();
            boolean refused = after != null
                    && facts.campaign() != null
                    && after.tally().refused() > facts.campaign().tally().refused();
            return refused ? with(right, spending(after, 1)) : right;
        });
        BROKEN.put(
                "TimeNeverRunsBack",
                (campaign, facts, request, at, time) ->
                        RIGHT.decide(campaign, forgettingTheTime(facts), request, at, time));
        BROKEN.put("NothingIsGrantedOutOfTime", InvariantsCanFailTest::asIfItWereRunning);
        BROKEN.put(
                "ChangeHappensOnce",
                (campaign, facts, request, at, time) ->
                        RIGHT.decide(campaign, new Facts(facts.campaign(), facts.holding(), null), request, at, time));
        BROKEN.put("ReversalHappensOnce", (campaign, facts, request, at, time) -> {
            Holding holding =
                    facts.holding() == null ? null : new Holding(facts.holding().grant(), null);
            boolean reverse = request instanceof Request.Reverse;
            Facts known = new Facts(facts.campaign(), reverse ? holding : facts.holding(), facts.sameId());
            return RIGHT.decide(campaign, known, request, at, time);
        });
        BROKEN.put("RevisionTellsEveryChange", (campaign, facts, request, at, time) -> {
            Ruling right = RIGHT.decide(campaign, facts, request, at, time);
            return new Ruling(
                    right.decision(), right.campaign(), right.newHolding(), right.user(), right.newChange(), false);
        });
        BROKEN.put("LedgerGetsEveryEntry", (campaign, facts, request, at, time) -> {
            Ruling right = RIGHT.decide(campaign, facts, request, at, time);
            return new Ruling(
                    right.decision(), right.campaign(), null, null, right.newChange(), right.universalDataChanged());
        });
        BROKEN.put("StateIsWhatWasDecided", (campaign, facts, request, at, time) -> {
            Ruling right = RIGHT.decide(campaign, facts, request, at, time);
            return right.campaign() == null ? right : with(right, refusing(right.campaign()));
        });
        AtomicLong hidden = new AtomicLong();
        BROKEN.put(
                "ReplayGivesSameBytes",
                (campaign, facts, request, at, time) -> with(
                        RIGHT.decide(campaign, facts, request, at, time),
                        claim -> claim,
                        "x" + hidden.incrementAndGet()));
    }

    @TestFactory
    Stream<DynamicTest> theInvariantNoticesWhenItsRuleIsBroken() {
        return BROKEN.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.getKey(),
                        () -> assertThat(noticed(decider(one.getValue()), false))
                                .isEqualTo(one.getKey())));
    }

    @Test
    void grantsOfArchivedCampaignsThatStayAreNoticed() {
        assertThat(noticed(new Decider(), true)).isEqualTo("ArchivedGrantsGo");
    }

    @Test
    void everyInvariantIsBrokenHere() {
        List<String> names =
                Invariants.AFTER_EVERY_STEP.stream().map(Invariant::name).toList();
        assertThat(BROKEN.keySet()).containsAll(names);
    }

    /** Lives through worlds until one does not hold; the name of the invariant that says so. */
    private static String noticed(Decider decider, boolean keepsGrants) {
        for (long seed = 1; seed <= 20; seed++) {
            try {
                new Simulation(seed, decider, keepsGrants).run(10_000);
            } catch (Violation e) {
                return e.invariant();
            }
        }
        return "nothing";
    }

    private static Decider decider(Broken broken) {
        return new Decider() {
            @Override
            public Ruling decide(String campaign, Facts facts, Request request, Position at, long appendTime) {
                return broken.decide(campaign, facts, request, at, appendTime);
            }
        };
    }

    private static Ruling asIfOneMoreWereLeft(String campaign, Facts facts, Request request, Position at, long time) {
        CampaignState state = facts.campaign();
        if (state == null || !(request instanceof Request.Claim) || !state.isSoldOut()) {
            return RIGHT.decide(campaign, facts, request, at, time);
        }
        long reward = state.terms().reward();
        Facts lying = new Facts(spending(state, -reward), facts.holding(), facts.sameId());
        Ruling ruling = RIGHT.decide(campaign, lying, request, at, time);
        return with(ruling, spending(ruling.campaign(), reward));
    }

    private static Ruling asIfItWereRunning(String campaign, Facts facts, Request request, Position at, long time) {
        CampaignState s = facts.campaign();
        if (s == null || s.phase() != Phase.PAUSED || !(request instanceof Request.Claim)) {
            return RIGHT.decide(campaign, facts, request, at, time);
        }
        Facts lying = new Facts(state(s, Phase.RUNNING, s.tally(), s.time()), facts.holding(), facts.sameId());
        Ruling ruling = RIGHT.decide(campaign, lying, request, at, time);
        CampaignState after = ruling.campaign();
        return with(ruling, state(after, Phase.PAUSED, after.tally(), after.time()));
    }

    private static Facts forgettingTheTime(Facts facts) {
        CampaignState s = facts.campaign();
        return s == null ? facts : new Facts(state(s, s.phase(), s.tally(), 0), facts.holding(), facts.sameId());
    }

    private static ClaimDecision oneRankFurther(ClaimDecision d) {
        Grant g = d.grant();
        return d.outcome() == ClaimOutcome.GRANTED && g.rank() > 3
                ? granted(d, new Grant(g.amount(), g.rank() + 1, g.requestId(), g.decidedAt(), g.position()))
                : d;
    }

    private static ClaimDecision asOfNow(ClaimDecision d) {
        Grant g = d.grant();
        return d.outcome() == ClaimOutcome.REPEATED
                ? granted(d, new Grant(g.amount(), g.rank(), g.requestId(), d.decidedAt(), d.position()))
                : d;
    }

    private static ClaimDecision granted(ClaimDecision d, Grant grant) {
        return new ClaimDecision(
                d.campaign(), d.user(), d.outcome(), grant, d.requestId(), d.decidedAt(), d.position());
    }

    /** With another claim's decision, and, if not null, another label on refusals. */
    private static Ruling with(Ruling ruling, UnaryOperator<ClaimDecision> other, String refusalLabel) {
        Decision decision = ruling.decision()
                .match(new Cases<Decision>(
                        claim -> {
                            ClaimDecision d = other.apply(claim);
                            return refusalLabel == null || d.grant() != null
                                    ? d
                                    : new ClaimDecision(
                                            d.campaign(),
                                            d.user(),
                                            d.outcome(),
                                            null,
                                            refusalLabel,
                                            d.decidedAt(),
                                            d.position());
                        },
                        campaign -> campaign,
                        reversal -> reversal));
        return new Ruling(
                decision,
                ruling.campaign(),
                ruling.newHolding(),
                ruling.user(),
                ruling.newChange(),
                ruling.universalDataChanged());
    }

    private static Ruling with(Ruling ruling, CampaignState after) {
        return new Ruling(
                ruling.decision(),
                after,
                ruling.newHolding(),
                ruling.user(),
                ruling.newChange(),
                ruling.universalDataChanged());
    }

    private static CampaignState spending(CampaignState s, long more) {
        Tally t = s.tally();
        return state(s, s.phase(), new Tally(t.spent() + more, t.granted(), t.reversed(), t.refused()), s.time());
    }

    private static CampaignState refusing(CampaignState s) {
        Tally t = s.tally();
        return state(s, s.phase(), new Tally(t.spent(), t.granted(), t.reversed(), t.refused() + 1), s.time());
    }

    private static CampaignState state(CampaignState s, Phase phase, Tally tally, long time) {
        return new CampaignState(
                s.id(), s.rules(), s.revision(), s.terms(), s.budget(), phase, tally, s.changes(), time);
    }
}
