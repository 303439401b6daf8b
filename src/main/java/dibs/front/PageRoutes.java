package dibs.front;

import dibs.cache.CampaignCache;
import dibs.cache.CampaignCache.Found;
import dibs.cache.NotReadException;
import dibs.cache.Wallets;
import dibs.cluster.NotServedException;
import dibs.cluster.StoreAnswer;
import dibs.wire.Malformed;
import dibs.wire.RequestJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one screen needs, in one call: its parts are fetched side by side, and one that is late is missing. */
final class PageRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(PageRoutes.class);

    private final StoreQueries queries;
    private final CampaignCache campaigns;
    private final Wallets wallets;
    private final Duration deadline;
    private final Clock clock;

    PageRoutes(StoreQueries queries, CampaignCache campaigns, Wallets wallets, Duration deadline, Clock clock) {
        this.queries = queries;
        this.campaigns = campaigns;
        this.wallets = wallets;
        this.deadline = deadline;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        Routes.get(routes, "/v1/pages/campaign/{campaign}", this::page, Access.USER);
    }

    private void page(Context ctx) throws Malformed {
        String campaign = RequestJson.campaign("campaign", ctx.pathParam("campaign"));
        String asked = Routes.query(ctx, "user");
        String user = asked == null ? null : RequestJson.user("user", asked);
        if (user != null) {
            Guard.requireMayReadOf(ctx, user);
        }
        AtLeast seen = AtLeast.seenBy(ctx);
        ctx.header("Cache-Control", "no-store");
        ctx.future(() -> {
            CompletableFuture<Optional<StoreAnswer>> stores = part(queries.find(campaign, user, seen, deadline));
            CompletableFuture<Optional<Found>> data = part(campaigns.find(campaign));
            CompletableFuture<Optional<Wallets.Read>> wallet =
                    user == null ? CompletableFuture.completedFuture(Optional.empty()) : part(wallets.read(user));
            return CompletableFuture.allOf(stores, data, wallet)
                    .thenCompose(done -> page(campaign, user, stores.join(), data.join(), wallet.join()))
                    .thenAccept(page -> {
                        stores.join().ifPresent(answer -> StoreQueries.mark(ctx, List.of(answer)));
                        Bodies.json(ctx, 200, page.body(clock.millis()));
                    });
        });
    }

    /** That the campaign does not exist is for whoever knows campaigns to say, and no part that is missing. */
    private CompletableFuture<Page> page(
            String campaign,
            String user,
            Optional<StoreAnswer> stores,
            Optional<Found> data,
            Optional<Wallets.Read> wallet) {
        if (data.isPresent() && data.get().data() == null) {
            throw CampaignRoutes.unknown(campaign);
        }
        Optional<HeldClaim> claim =
                user == null ? Optional.empty() : stores.map(answer -> HeldClaim.of(campaign, user, answer));
        CompletableFuture<Boolean> inLedger = claim.filter(HeldClaim::isGrant)
                .flatMap(held -> wallet.map(
                        read -> wallets.holds(read, user, campaign, held.grant().decidedAt())))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
        return inLedger.completeOnTimeout(false, deadline.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(is -> new Page(campaign, user, data, stores, claim, is, wallet));
    }

    /** Empty where it cannot be had in time. */
    private <T> CompletableFuture<Optional<T>> part(CompletableFuture<T> whole) {
        return whole.thenApply(Optional::of)
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(PageRoutes::missing);
    }

    private static <T> Optional<T> missing(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof NotServedException
                || cause instanceof NotReadException
                || cause instanceof TimeoutException)) {
            LOG.error("a part of a page is missing", cause);
        }
        return Optional.empty();
    }
}
