package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.Limits;
import dibs.campaign.Status;
import dibs.campaign.UniversalData;
import dibs.cluster.StoreAnswer;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Lists one page of campaigns by id over all partitions. Used once; by one thread at a time. */
final class CampaignPages {
    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;

    /** A page looks at hardly more than so many, lest one that asks for a rare status reads them all. */
    private static final int MAX_LOOKED_AT = 10_000;

    private final StoreQueries queries;
    private final Query query;
    private final AtLeast seen;
    private final long now;
    private final List<UniversalData> found = new ArrayList<>();
    private int lookedAt;

    CampaignPages(StoreQueries queries, Query query, AtLeast seen, long now) {
        this.queries = queries;
        this.query = query;
        this.seen = seen;
        this.now = now;
    }

    /**
     * What to list.
     *
     * @param status only campaigns of this status, or null for all
     * @param after only ids greater than this, or null
     */
    record Query(Status status, int limit, String after) {

        static Query of(Context ctx) {
            String after = Routes.query(ctx, "after");
            if (after != null && !Limits.isCampaignId(after)) {
                throw Problem.malformed("after", "must be a campaign id");
            }
            return new Query(status(Routes.query(ctx, "status")), limit(Routes.query(ctx, "limit")), after);
        }

        private static Status status(String text) {
            if (text == null) {
                return null;
            }
            return Arrays.stream(Status.values())
                    .filter(s -> s.wireName().equals(text))
                    .findFirst()
                    .orElseThrow(() -> Problem.malformed("status", "must be one of " + statuses()));
        }

        private static String statuses() {
            return Arrays.stream(Status.values()).map(Status::wireName).collect(Collectors.joining(", "));
        }

        private static int limit(String text) {
            if (text == null) {
                return DEFAULT_LIMIT;
            }
            int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
            if (limit < 1 || limit > MAX_LIMIT) {
                throw Problem.malformed("limit", "must be a whole number from 1 to " + MAX_LIMIT);
            }
            return limit;
        }
    }

    /**
     * One page, perhaps not a full one.
     *
     * @param next what to give as {@code after} to go on, or null at the end
     * @param asOf what the first look was answered with
     */
    record Page(List<UniversalData> campaigns, String next, List<StoreAnswer> asOf) {}

    CompletableFuture<Page> read() {
        return queries.list(query.after(), query.limit() + 1, seen).thenCompose(first -> look(first, first));
    }

    /** Takes what fits out of {@code answers}, and asks again where the page is not full. */
    private CompletableFuture<Page> look(List<StoreAnswer> first, List<StoreAnswer> answers) {
        List<CampaignState> next = merged(answers);
        next.stream()
                .map(CampaignState::universalData)
                .filter(data -> query.status() == null || data.statusAt(now) == query.status())
                .forEach(found::add);
        lookedAt += next.size();
        String after =
                next.size() <= query.limit() ? null : next.get(next.size() - 1).id();
        if (found.size() > query.limit()) {
            List<UniversalData> page = found.subList(0, query.limit());
            return CompletableFuture.completedFuture(
                    new Page(page, page.get(page.size() - 1).id(), first));
        }
        if (after == null || lookedAt >= MAX_LOOKED_AT) {
            return CompletableFuture.completedFuture(new Page(found, after, first));
        }
        return queries.list(after, query.limit() + 1, seen).thenCompose(more -> look(first, more));
    }

    private List<CampaignState> merged(List<StoreAnswer> answers) {
        return answers.stream()
                .flatMap(answer -> answer.campaigns().stream())
                .sorted(Comparator.comparing(CampaignState::id))
                .limit(query.limit() + 1L)
                .toList();
    }
}
