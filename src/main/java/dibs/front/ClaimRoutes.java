package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Grant;
import dibs.campaign.Holding;
import dibs.campaign.Position;
import dibs.campaign.Request.Claim;
import dibs.front.StoreQueries.Answering;
import dibs.wire.DecisionJson;
import dibs.wire.Json;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/** Claims: making one, and asking what became of it. Stateless but for its metrics; thread-safe. */
final class ClaimRoutes {
    private static final String PATH = "/v1/campaigns/{campaign}/claims";
    private static final List<String> FIELDS = List.of("user", "requestId");

    private final Requests requests;
    private final StoreQueries queries;
    private final LedgerLookup ledger;
    private final ClaimTimers timers;

    ClaimRoutes(Requests requests, StoreQueries queries, LedgerLookup ledger, MeterRegistry registry) {
        this.requests = requests;
        this.queries = queries;
        this.ledger = ledger;
        this.timers = new ClaimTimers(registry);
    }

    void addTo(RoutesConfig routes) {
        routes.post(PATH, this::claim);
        Routes.get(routes, PATH + "/{user}", this::find);
    }

    private void claim(Context ctx) throws Malformed {
        ctx.header("Cache-Control", "no-store");
        Timer.Sample started = timers.start();
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        Claim claim = RequestJson.readClaim(Bodies.read(ctx, FIELDS));
        ctx.future(() -> requests.submit(campaign, claim).thenAccept(outcome -> {
            if (outcome.decision() == null) {
                undecided(ctx, campaign, claim.user(), outcome.position());
                timers.stop(started, null);
            } else {
                ClaimDecision decision = outcome.decision().match(new Cases<>(d -> d, c -> null, reversal -> null));
                decided(ctx, decision);
                timers.stop(started, decision.outcome());
            }
        }));
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
        answer(ctx, 202, "undecided", campaign, user, position);
    }

    private static String location(String campaign, String user, Position position) {
        String path = "/v1/campaigns/" + campaign + "/claims/" + user;
        return position == null ? path : path + "?position=" + position;
    }

    private void find(Context ctx) throws Malformed {
        ctx.header("Cache-Control", "no-store");
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        String user = RequestJson.user("user", ctx.pathParam("user"));
        String asOf = Routes.query(ctx, "position");
        Position position = asOf == null ? null : StoreQueries.position("position", asOf);
        if (position != null && position.partition() != queries.home(campaign)) {
            throw Problem.malformed("position", "is on a partition that campaign " + campaign + " is not on");
        }
        queries.ask(ctx, campaign, answering -> found(ctx, campaign, user, position, answering));
    }

    private void found(Context ctx, String campaign, String user, Position position, Answering answering) {
        CampaignState state = answering.stores().campaign(campaign);
        Holding holding = answering.stores().holding(campaign, user);
        if (state != null && state.isArchived()) {
            answer(ctx, 409, ClaimOutcome.ARCHIVED.wireName(), campaign, user, answering.position());
        } else if (holding != null && holding.isReversed()) {
            Bodies.json(ctx, 200, DecisionJson.reversedBody(campaign, user, holding));
        } else if (holding != null) {
            boolean inLedger = ledger.contains(campaign, user);
            Bodies.json(ctx, 200, grantBody(campaign, user, holding.grant(), inLedger));
        } else if (position != null && answering.applied() < position.offset()) {
            undecided(ctx, campaign, user, position);
        } else {
            answer(ctx, 404, "not_granted", campaign, user, answering.position());
        }
    }

    private static byte[] grantBody(String campaign, String user, Grant grant, boolean inLedger) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", ClaimOutcome.REPEATED.wireName());
            DecisionJson.writeGrant(out, campaign, user, grant, true);
            out.writeBooleanField("inLedger", inLedger);
            out.writeEndObject();
        });
    }

    private static void answer(
            Context ctx, int status, String outcome, String campaign, String user, Position position) {
        byte[] body = Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", outcome);
            out.writeStringField("campaign", campaign);
            out.writeStringField("user", user);
            if (position != null) {
                out.writeStringField("position", position.toString());
            }
            out.writeEndObject();
        });
        Bodies.json(ctx, status, body);
    }
}
