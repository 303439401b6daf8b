package dibs.front;

import dibs.cluster.StoreAnswer;
import dibs.front.Refusals.Reason;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Server-sent events with a campaign's counts as they change. Thread-safe. */
final class EventRoutes {
    private final StoreQueries queries;
    private final StatsFeeds feeds;
    private final Refusals refusals;
    private final Semaphore places;

    EventRoutes(StoreQueries queries, StatsFeeds feeds, int maxListeners, Refusals refusals, MeterRegistry registry) {
        this.queries = queries;
        this.feeds = feeds;
        this.refusals = refusals;
        this.places = new Semaphore(maxListeners);
        Gauge.builder("dibs.http.listeners", places, free -> maxListeners - free.availablePermits())
                .description("Who listens to events")
                .register(registry);
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/campaigns/{campaign}/events", this::listen, Access.ANY_TOKEN);
    }

    private void listen(Context ctx) throws Malformed {
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        AtLeast heard = AtLeast.heardBy(ctx);
        if (!places.tryAcquire()) {
            throw refusals.count(Reason.LISTENERS);
        }
        EventStream stream = new EventStream();
        ctx.future(() -> queries.find(campaign, null, heard, StoreQueries.MAX_WAIT)
                .thenCompose(found -> begin(ctx, campaign, stream, found))
                .whenComplete((ended, failure) -> {
                    feeds.remove(campaign, stream);
                    places.release();
                }));
    }

    private CompletableFuture<Void> begin(Context ctx, String campaign, EventStream stream, StoreAnswer found) {
        StoreQueries.mark(ctx, List.of(found));
        if (found.campaign() == null) {
            throw CampaignRoutes.unknown(campaign);
        }
        // A stream lasts as long as its listener.
        ctx.req().getAsyncContext().setTimeout(0);
        CompletableFuture<Void> ended = stream.open(ctx, StatsEvent.of(found.campaign(), found.position()));
        feeds.add(campaign, stream);
        return ended;
    }
}
