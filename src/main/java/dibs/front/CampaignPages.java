package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.Limits;
import dibs.campaign.Status;
import dibs.campaign.UniversalData;
import dibs.front.StoreQueries.Answering;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Lists campaigns by id over all partitions, a page at a time. Stateless and thread-safe. */
final class CampaignPages {
    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;

    /** A page looks at hardly more than so many, lest one that asks for a rare status reads them all. */
    private static final int MAX_LOOKED_AT = 10_000;

    private CampaignPages() {}

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

    /** One page, perhaps not a full one; {@code next} is what to give as {@code after} to go on, or null at the end. */
    record Page(List<UniversalData> campaigns, String next) {}

    static Page read(List<Answering> partitions, Query query, long now) {
        List<UniversalData> found = new ArrayList<>();
        String after = query.after();
        int lookedAt = 0;
        boolean atEnd = false;
        while (!atEnd && found.size() <= query.limit() && lookedAt < MAX_LOOKED_AT) {
            List<CampaignState> next = merged(partitions, after, query.limit() + 1);
            next.stream()
                    .map(CampaignState::universalData)
                    .filter(data -> query.status() == null || data.statusAt(now) == query.status())
                    .forEach(found::add);
            lookedAt += next.size();
            atEnd = next.size() <= query.limit();
            after = atEnd ? null : next.get(next.size() - 1).id();
        }
        if (found.size() <= query.limit()) {
            return new Page(found, after);
        }
        List<UniversalData> page = found.subList(0, query.limit());
        return new Page(page, page.get(page.size() - 1).id());
    }

    private static List<CampaignState> merged(List<Answering> partitions, String after, int limit) {
        return partitions.stream()
                .flatMap(partition -> partition.stores().campaigns(after, limit).stream())
                .sorted(Comparator.comparing(CampaignState::id))
                .limit(limit)
                .toList();
    }
}
