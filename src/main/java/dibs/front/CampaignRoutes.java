package dibs.front;

import dibs.cache.CampaignCache;
import dibs.cache.Source;
import dibs.campaign.CampaignState;
import dibs.campaign.UniversalData;
import dibs.cluster.StoreAnswer;
import dibs.wire.Json;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import dibs.wire.UniversalDataJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;

/** What there is to know about campaigns: one from the caches, counts and lists from the stores. Thread-safe. */
final class CampaignRoutes {
    private static final String PATH = "/v1/campaigns";

    private final StoreQueries queries;
    private final CampaignCache campaigns;
    private final Clock clock;

    CampaignRoutes(StoreQueries queries, CampaignCache campaigns, Clock clock) {
        this.queries = queries;
        this.campaigns = campaigns;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        Routes.get(routes, PATH, this::list, Access.ANY_TOKEN);
        Routes.get(routes, PATH + "/{campaign}", this::show, Access.ANY_TOKEN);
        Routes.get(routes, PATH + "/{campaign}/stats", this::stats, Access.ANY_TOKEN);
    }

    /** From the caches, but for whoever has seen a position: what they hold has none. */
    private void show(Context ctx) throws Malformed {
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        if (AtLeast.seenBy(ctx).isNothing()) {
            ctx.future(() -> campaigns.find(campaign).thenAccept(found -> {
                if (found.position() != null) {
                    ctx.header(StoreQueries.POSITION_HEADER, found.position().toString());
                }
                if (found.data() == null) {
                    throw unknown(campaign);
                }
                show(ctx, found.data(), found.source());
            }));
        } else {
            queries.ask(
                    ctx,
                    campaign,
                    answer -> show(ctx, existing(campaign, answer).universalData(), Source.DECIDER));
        }
    }

    private void show(Context ctx, UniversalData data, Source source) {
        String etag =
                "\"" + data.revision() + "-" + data.statusAt(clock.millis()).wireName() + "\"";
        ctx.header("Dibs-Source", source.wireName());
        if (!Routes.isCurrent(ctx, etag)) {
            Bodies.json(ctx, 200, universalData(data));
        }
    }

    private void stats(Context ctx) throws Malformed {
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        queries.ask(ctx, campaign, answer -> {
            CampaignState state = existing(campaign, answer);
            ctx.header("Cache-Control", "no-store");
            Bodies.json(ctx, 200, Json.bytes(out -> StatsJson.write(out, state, answer.position())));
        });
    }

    private void list(Context ctx) {
        CampaignPages.Query query = CampaignPages.Query.of(ctx);
        AtLeast seen = AtLeast.seenBy(ctx);
        ctx.future(() -> new CampaignPages(queries, query, seen, clock.millis())
                .read()
                .thenAccept(page -> {
                    StoreQueries.mark(ctx, page.asOf());
                    ctx.header("Dibs-Source", Source.DECIDER.wireName());
                    Bodies.json(ctx, 200, body(page));
                }));
    }

    private byte[] body(CampaignPages.Page page) {
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

    private static CampaignState existing(String campaign, StoreAnswer answer) {
        CampaignState state = answer.campaign();
        if (state == null) {
            throw unknown(campaign);
        }
        return state;
    }

    static Problem unknown(String campaign) {
        return new Problem(404, "Not Found", "there is no campaign " + campaign);
    }

    private byte[] universalData(UniversalData data) {
        return Json.bytes(out -> UniversalDataJson.write(out, data, clock.millis()));
    }
}
