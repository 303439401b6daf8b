package dibs.front;

import dibs.campaign.Decision.CampaignDecision;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.ReversalDecision;
import dibs.campaign.Operation;
import dibs.campaign.OperationOutcome;
import dibs.campaign.Request;
import dibs.campaign.Request.Amend;
import dibs.campaign.Request.Open;
import dibs.campaign.Request.Reverse;
import dibs.wire.DecisionJson;
import dibs.wire.FlatJson;
import dibs.wire.Json;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import dibs.wire.UniversalDataJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;

/** What operators ask for: each is a request on the log, answered with its decision. Thread-safe. */
final class OperatorRoutes {
    private static final String CAMPAIGNS = "/v1/campaigns";
    private static final String CAMPAIGN = CAMPAIGNS + "/{campaign}";
    private static final List<String> OPEN =
            List.of("id", "title", "budget", "reward", "opensAt", "closesAt", "requestId");
    private static final List<String> TOP_UP = List.of("amount", "requestId");
    private static final List<String> SWITCH = List.of("requestId");
    private static final List<String> REVERSAL = List.of("returnBudget", "reason", "requestId");

    private final Requests requests;
    private final Clock clock;

    OperatorRoutes(Requests requests, Clock clock) {
        this.requests = requests;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        routes.post(CAMPAIGNS, this::open, Access.OPERATOR);
        routes.post(CAMPAIGN + "/top-ups", this::topUp, Access.OPERATOR);
        for (Operation each : List.of(Operation.PAUSE, Operation.RESUME, Operation.CLOSE, Operation.ARCHIVE)) {
            routes.post(CAMPAIGN + "/" + each.wireName(), ctx -> amend(ctx, each), Access.OPERATOR);
        }
        routes.post(CAMPAIGN + "/claims/{user}/reversal", this::reverse, Access.OPERATOR);
    }

    private void open(Context ctx) throws Malformed {
        FlatJson body = Bodies.read(ctx, OPEN);
        String id = RequestJson.campaign("id", body.requiredText("id"));
        Open open = RequestJson.readOpen(body);
        ctx.header("Location", CAMPAIGNS + "/" + id);
        submit(ctx, id, open);
    }

    private void topUp(Context ctx) throws Malformed {
        String campaign = campaign(ctx);
        FlatJson body = Bodies.read(ctx, TOP_UP);
        body.requiredText("requestId");
        submit(ctx, campaign, RequestJson.readTopUp(body));
    }

    private void amend(Context ctx, Operation operation) throws Malformed {
        String campaign = campaign(ctx);
        String requestId = RequestJson.requestId(Bodies.readOptional(ctx, SWITCH));
        submit(ctx, campaign, new Amend(operation, 0, requestId));
    }

    private void submit(Context ctx, String campaign, Request request) {
        ctx.future(() -> requests.submit(campaign, request).thenAccept(outcome -> {
            if (outcome.decision() == null) {
                ctx.header("Location", CAMPAIGNS + "/" + campaign);
                undecided(ctx, campaign, null);
            } else {
                decided(ctx, outcome.decision().match(new Cases<>(claim -> null, d -> d, reversal -> null)));
            }
        }));
    }

    private void decided(Context ctx, CampaignDecision decision) {
        ctx.header(StoreQueries.POSITION_HEADER, decision.position().toString());
        OperationProblems.refuse(decision.outcome(), decision.campaign(), null);
        boolean opened = decision.operation() == Operation.OPEN && decision.outcome() == OperationOutcome.APPLIED;
        Bodies.json(
                ctx,
                opened ? 201 : 200,
                Json.bytes(out -> UniversalDataJson.write(out, decision.universalData(), clock.millis())));
    }

    private void reverse(Context ctx) throws Malformed {
        ctx.header("Cache-Control", "no-store");
        String campaign = campaign(ctx);
        String user = RequestJson.user("user", ctx.pathParam("user"));
        Reverse reverse = RequestJson.readReverse(user, Bodies.read(ctx, REVERSAL));
        ctx.future(() -> requests.submit(campaign, reverse).thenAccept(outcome -> {
            if (outcome.decision() == null) {
                ctx.header("Location", CAMPAIGNS + "/" + campaign + "/claims/" + user);
                undecided(ctx, campaign, user);
            } else {
                reversed(ctx, outcome.decision().match(new Cases<>(claim -> null, d -> null, reversal -> reversal)));
            }
        }));
    }

    private static void reversed(Context ctx, ReversalDecision decision) {
        ctx.header(StoreQueries.POSITION_HEADER, decision.position().toString());
        OperationProblems.refuse(decision.outcome(), decision.campaign(), decision.user());
        Bodies.json(ctx, 200, DecisionJson.reversedBody(decision.campaign(), decision.user(), decision.holding()));
    }

    private static void undecided(Context ctx, String campaign, String user) {
        Bodies.json(ctx, 202, Json.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", "undecided");
            out.writeStringField("campaign", campaign);
            if (user != null) {
                out.writeStringField("user", user);
            }
            out.writeEndObject();
        }));
    }

    private static String campaign(Context ctx) throws Malformed {
        return RequestJson.campaign("campaign", ctx.pathParam("campaign"));
    }
}
