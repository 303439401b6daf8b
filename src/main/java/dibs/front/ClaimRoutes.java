package dibs.front;

import dibs.campaign.ClaimOutcome;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ClaimDecision;
import dibs.campaign.Grant;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Claims: making one, and asking what became of it. Stateless but for its metrics; thread-safe. */
final class ClaimRoutes {
    private static final String PATH = "/v1/campaigns/{campaign}/claims";
    private static final List<String> FIELDS = List.of("user", "requestId");

    /** What each outcome is in HTTP; a test walks the contract's table. */
    private static final Map<ClaimOutcome, Integer> STATUS = new EnumMap<>(Map.of(
            ClaimOutcome.UNKNOWN_CAMPAIGN, 404,
            ClaimOutcome.REPEATED, 200,
            ClaimOutcome.CLOSED, 409,
            ClaimOutcome.NOT_OPEN, 409,
            ClaimOutcome.SOLD_OUT, 409,
            ClaimOutcome.GRANTED, 201));

    private final Requests requests;
    private final StoreQueries queries;
    private final LedgerLookup ledger;
    private final MeterRegistry registry;

    ClaimRoutes(Requests requests, StoreQueries queries, LedgerLookup ledger, MeterRegistry registry) {
        this.requests = requests;
        this.queries = queries;
        this.ledger = ledger;
        this.registry = registry;
    }

    void addTo(RoutesConfig routes) {
        routes.post(PATH, this::claim);
        Routes.get(routes, PATH + "/{user}", this::find);
    }

    private void claim(Context ctx) throws Malformed {
        ctx.header("Cache-Control", "no-store");
        Timer.Sample started = Timer.start(registry);
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        Claim claim = RequestJson.readClaim(Bodies.read(ctx, FIELDS));
        ctx.future(() -> requests.submit(campaign, claim).thenAccept(outcome -> {
            String name = outcome.decision() == null
                    ? undecided(ctx, campaign, claim, outcome.position())
                    : decided(ctx, outcome);
            started.stop(Timer.builder("dibs.http.claims")
                    .description("Time from a claim's arrival to its answer")
                    .tag("outcome", name)
                    .publishPercentileHistogram()
                    .register(registry));
        }));
    }

    private static String decided(Context ctx, Requests.Outcome outcome) {
        ClaimDecision decision = outcome.decision().match(new Cases<>(opening -> null, claim -> claim));
        if (decision.outcome() == ClaimOutcome.GRANTED) {
            ctx.header("Location", location(decision.campaign(), decision.user(), null));
        }
        if (decision.outcome() == ClaimOutcome.NOT_OPEN) {
            ctx.header("Retry-After", Problem.retryAfter());
        }
        Bodies.json(ctx, STATUS.get(decision.outcome()), DecisionJson.claimBody(decision));
        return decision.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static String undecided(Context ctx, String campaign, Claim claim, Position position) {
        ctx.header("Location", location(campaign, claim.user(), position));
        answer(ctx, 202, "undecided", campaign, claim.user(), position);
        return "undecided";
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
        Grant grant = answering.stores().grant(campaign, user);
        if (grant != null) {
            boolean inLedger = ledger.contains(campaign, user);
            Bodies.json(ctx, 200, grantBody(campaign, user, grant, inLedger));
        } else if (position != null && answering.applied() < position.offset()) {
            ctx.header("Location", location(campaign, user, position));
            answer(ctx, 202, "undecided", campaign, user, position);
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
