package dibs.front;

import dibs.cache.Wallets;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Position;
import dibs.campaign.Request.Claim;
import dibs.cluster.StoreAnswer;
import dibs.front.Requests.Outcome;
import dibs.wire.DecisionJson;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Claims: making one, and asking what became of it. Stateless but for its metrics; thread-safe. */
final class ClaimRoutes {
    static final String PATH = "/v1/campaigns/{campaign}/claims";
    private static final List<String> FIELDS = List.of("user", "requestId");

    private final Requests requests;
    private final StoreQueries queries;
    private final SoldOutEdge edge;
    private final Admission admission;
    private final MissedDecisions missed;
    private final Wallets wallets;
    private final ClaimTimers timers;

    ClaimRoutes(
            Requests requests,
            StoreQueries queries,
            SoldOutEdge edge,
            Admission admission,
            Wallets wallets,
            MeterRegistry registry) {
        this.requests = requests;
        this.queries = queries;
        this.edge = edge;
        this.admission = admission;
        this.missed = new MissedDecisions(queries, registry);
        this.wallets = wallets;
        this.timers = new ClaimTimers(registry);
    }

    void addTo(RoutesConfig routes) {
        routes.post(PATH, this::claim, Access.USER);
        Routes.get(routes, PATH + "/{user}", this::find, Access.USER);
    }

    private void claim(Context ctx) throws Malformed {
        ctx.header("Cache-Control", "no-store");
        long arrival = ClaimTimers.arrival(ctx);
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        Claim claim = RequestJson.readClaim(Bodies.read(ctx, FIELDS));
        Guard.requireMayClaimFor(ctx, claim.user());
        admission.requireModest(claim);
        CompletableFuture<Void> answered = edge.decide(
                        campaign, claim, renewing -> decision(ctx, campaign, claim, renewing))
                .thenAccept(decision -> {
                    if (decision != null) {
                        decided(ctx, decision);
                    }
                    timers.answered(arrival, decision == null ? null : decision.outcome());
                });
        // Most of a rush is answered by now, and a call that is put aside costs as much again.
        if (!answered.isDone() || answered.isCompletedExceptionally()) {
            ctx.future(() -> answered);
        }
    }

    /** The log's decision; null where there is none in time, and that is answered. */
    private CompletableFuture<ClaimDecision> decision(Context ctx, String campaign, Claim claim, boolean renewing) {
        int home = queries.home(campaign);
        if (!renewing) {
            admission.requireRoom(home);
        }
        long begun = System.nanoTime();
        CompletableFuture<Outcome> answer = requests.submit(campaign, claim);
        admission.queue(home, answer.thenApply(outcome -> outcome.decision() != null));
        return answer.thenCompose(outcome -> {
            if (outcome.decision() != null) {
                timers.decided(begun);
                return CompletableFuture.completedFuture(
                        outcome.decision().match(new Cases<>(d -> d, c -> null, reversal -> null)));
            }
            return missed.find(campaign, claim, outcome.position()).thenApply(found -> {
                if (found.isEmpty()) {
                    undecided(ctx, campaign, claim.user(), outcome.position());
                }
                return found.orElse(null);
            });
        });
    }

    private static void decided(Context ctx, ClaimDecision decision) {
        ClaimOutcome outcome = decision.outcome();
        if (outcome == ClaimOutcome.GRANTED) {
            ctx.header("Location", location(decision.campaign(), decision.user(), null));
        }
        if (outcome == ClaimOutcome.NOT_OPEN || outcome == ClaimOutcome.PAUSED) {
            ctx.header("Retry-After", Problem.retryAfter());
        }
        Bodies.json(ctx, status(outcome), DecisionJson.claimBody(decision));
    }

    private static int status(ClaimOutcome outcome) {
        return switch (outcome) {
            case UNKNOWN_CAMPAIGN -> 404;
            case REPEATED -> 200;
            case GRANTED -> 201;
            case ARCHIVED, REVERSED, CLOSED, NOT_OPEN, PAUSED, SOLD_OUT -> 409;
        };
    }

    private static void undecided(Context ctx, String campaign, String user, Position position) {
        ctx.header("Location", location(campaign, user, position));
        Bodies.json(ctx, 202, HeldClaim.body("undecided", campaign, user, position));
    }

    static String location(String campaign, String user, Position position) {
        String path = "/v1/campaigns/" + campaign + "/claims/" + user;
        return position == null ? path : path + "?position=" + position;
    }

    private void find(Context ctx) throws Malformed {
        ctx.header("Cache-Control", "no-store");
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        String user = RequestJson.user("user", ctx.pathParam("user"));
        Guard.requireMayReadOf(ctx, user);
        String asOf = Routes.query(ctx, "position");
        Position position = asOf == null ? null : StoreQueries.position("position", asOf);
        if (position != null && position.partition() != queries.home(campaign)) {
            throw Problem.malformed("position", "is on a partition that campaign " + campaign + " is not on");
        }
        queries.askThen(ctx, campaign, user, answer -> found(ctx, campaign, user, position, answer));
    }

    private CompletableFuture<Void> found(
            Context ctx, String campaign, String user, Position position, StoreAnswer answer) {
        HeldClaim held = HeldClaim.of(campaign, user, answer);
        if (held.isGrant()) {
            return wallets.holds(user, campaign, held.grant().decidedAt())
                    .thenAccept(inLedger -> Bodies.json(ctx, 200, held.body(inLedger)));
        }
        if (held.isNothing() && position != null && answer.applied() < position.offset()) {
            undecided(ctx, campaign, user, position);
        } else {
            Bodies.json(ctx, held.status(), held.body(false));
        }
        return CompletableFuture.completedFuture(null);
    }
}
