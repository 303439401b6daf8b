package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.Status;
import dibs.campaign.UniversalData;
import dibs.front.StoreQueries.Answering;
import dibs.wire.Json;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import dibs.wire.UniversalDataJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Arrays;

/** What there is to know about campaigns, from the stores. Thread-safe. */
final class CampaignRoutes {
    private static final String PATH = "/v1/campaigns";

    private final StoreQueries queries;
    private final Clock clock;

    CampaignRoutes(StoreQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        Routes.get(routes, PATH, this::list);
        Routes.get(routes, PATH + "/{campaign}", this::show);
        Routes.get(routes, PATH + "/{campaign}/stats", this::stats);
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
                out.writeNumberField("budget", state.budget());
                out.writeNumberField("spent", state.tally().spent());
                out.writeNumberField("remaining", state.remaining());
                out.writeNumberField("granted", state.tally().granted());
                out.writeNumberField("reversed", state.tally().reversed());
                out.writeNumberField("refused", state.tally().refused());
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
        // A partition's very first request is in the store before it is applied: as of no position there is nothing.
        if (state == null || answering.position() == null) {
            throw new Problem(404, "Not Found", "there is no campaign " + campaign);
        }
        return state;
    }

    private byte[] universalData(UniversalData data) {
        return Json.bytes(out -> UniversalDataJson.write(out, data, clock.millis()));
    }
}
