package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.Decision.Cases;
import dibs.campaign.Decision.Opening;
import dibs.campaign.OpenOutcome;
import dibs.campaign.Request.Open;
import dibs.campaign.Status;
import dibs.campaign.UniversalData;
import dibs.front.StoreQueries.Answering;
import dibs.wire.FlatJson;
import dibs.wire.Json;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import dibs.wire.UniversalDataJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/** Campaigns: opening one, and what there is to know about it. Thread-safe. */
final class CampaignRoutes {
    private static final String PATH = "/v1/campaigns";
    private static final List<String> FIELDS =
            List.of("id", "title", "budget", "reward", "opensAt", "closesAt", "requestId");

    private final Requests requests;
    private final StoreQueries queries;
    private final Clock clock;

    CampaignRoutes(Requests requests, StoreQueries queries, Clock clock) {
        this.requests = requests;
        this.queries = queries;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        routes.post(PATH, this::open);
        Routes.get(routes, PATH, this::list);
        Routes.get(routes, PATH + "/{campaign}", this::show);
        Routes.get(routes, PATH + "/{campaign}/stats", this::stats);
    }

    private void open(Context ctx) throws Malformed {
        FlatJson body = Bodies.read(ctx, FIELDS);
        String id = RequestJson.campaign("id", body.requiredText("id"));
        Open open = RequestJson.readOpen(body);
        ctx.future(() -> requests.submit(id, open).thenAccept(outcome -> opened(ctx, id, outcome)));
    }

    private void opened(Context ctx, String id, Requests.Outcome outcome) {
        String location = PATH + "/" + id;
        if (outcome.decision() == null) {
            ctx.header("Location", location);
            Bodies.json(ctx, 202, Json.bytes(out -> {
                out.writeStartObject();
                out.writeStringField("outcome", "undecided");
                out.writeStringField("campaign", id);
                out.writeEndObject();
            }));
            return;
        }
        Opening opening = outcome.decision().match(new Cases<>(o -> o, claim -> null));
        if (opening.outcome() == OpenOutcome.CONFLICT) {
            throw new Problem(409, "Conflict", "there is another campaign " + id + "; ids are never used again", "id");
        }
        ctx.header("Location", location);
        ctx.header(StoreQueries.POSITION_HEADER, opening.position().toString());
        boolean repeated = opening.outcome() == OpenOutcome.REPEATED;
        Bodies.json(ctx, repeated ? 200 : 201, universalData(opening.universalData()));
    }

    private void show(Context ctx) throws Malformed {
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        queries.ask(ctx, campaign, answering -> {
            UniversalData data = existing(campaign, answering).universalData();
            Status status = data.statusAt(clock.millis());
            String etag = "\"" + data.revision() + "-" + status.wireName() + "\"";
            ctx.header("Dibs-Source", "decider");
            ctx.header("ETag", etag);
            ctx.header("Cache-Control", "no-cache");
            if (isAmong(ctx.header("If-None-Match"), etag)) {
                ctx.status(304);
            } else {
                Bodies.json(ctx, 200, universalData(data));
            }
        });
    }

    private void stats(Context ctx) throws Malformed {
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        queries.ask(ctx, campaign, answering -> {
            CampaignState state = existing(campaign, answering);
            ctx.header("Cache-Control", "no-store");
            Bodies.json(ctx, 200, Json.bytes(out -> {
                out.writeStartObject();
                out.writeStringField("campaign", campaign);
                out.writeNumberField("budget", state.terms().budget());
                out.writeNumberField("spent", state.spent());
                out.writeNumberField("remaining", state.remaining());
                out.writeNumberField("granted", state.granted());
                out.writeNumberField("reversed", 0);
                out.writeNumberField("refused", state.refused());
                out.writeStringField("position", answering.position().toString());
                out.writeEndObject();
            }));
        });
    }

    private void list(Context ctx) {
        CampaignPages.Query query = CampaignPages.Query.of(ctx);
        queries.askAll(ctx, partitions -> {
            ctx.header("Dibs-Source", "decider");
            Bodies.json(ctx, 200, page(CampaignPages.read(partitions, query, clock.millis())));
        });
    }

    private byte[] page(CampaignPages.Page page) {
        return Json.bytes(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("campaigns");
            for (UniversalData data : page.campaigns()) {
                UniversalDataJson.write(out, data, clock.millis());
            }
            out.writeEndArray();
            out.writeStringField("next", page.next());
            out.writeEndObject();
        });
    }

    /** Proxies weaken tags and send several. */
    private static boolean isAmong(String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(one -> one.strip().replaceFirst("^W/", ""))
                        .anyMatch(one -> one.equals("*") || one.equals(etag));
    }

    private static CampaignState existing(String campaign, Answering answering) {
        CampaignState state = answering.stores().campaign(campaign);
        if (state == null) {
            throw new Problem(404, "Not Found", "there is no campaign " + campaign);
        }
        return state;
    }

    private byte[] universalData(UniversalData data) {
        return Json.bytes(out -> UniversalDataJson.write(out, data, clock.millis()));
    }
}
