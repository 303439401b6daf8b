package dibs.front;

import dibs.front.Refusals.Reason;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Server-sent events with a campaign's counts as they change. Thread-safe. */
final class EventRoutes {
    private final StatsFeeds feeds;
    private final Refusals refusals;
    private final Semaphore places;

    EventRoutes(StatsFeeds feeds, int maxListeners, Refusals refusals, MeterRegistry registry) {
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
        ctx.future(() -> {
            // A stream lasts as long as its listener.
            ctx.req().getAsyncContext().setTimeout(0);
            return listen(ctx, campaign);
        });
    }

    private CompletableFuture<Void> listen(Context ctx, String campaign) {
        if (!places.tryAcquire()) {
            throw refusals.count(Reason.LISTENERS);
        }
        EventStream stream = new EventStream();
        return CompletableFuture.completedFuture(campaign)
                .thenAccept(id -> feeds.add(id, stream))
                .thenCompose(added -> stream.first())
                .thenCompose(event -> stream.open(ctx, event))
                .whenComplete((ended, failure) -> {
                    feeds.remove(campaign, stream);
                    places.release();
                });
    }
}
