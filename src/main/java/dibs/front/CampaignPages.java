package dibs.front;

import dibs.campaign.CampaignState;
import dibs.campaign.Limits;
import dibs.campaign.Status;
import dibs.campaign.UniversalData;
import dibs.stream.DeciderReads;
import dibs.stream.PartitionReads;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lists campaigns by id over all partitions, a page at a time. Thread-safe. */
final class CampaignPages {
    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;

    private final DeciderReads reads;

    CampaignPages(DeciderReads reads) {
        this.reads = reads;
    }

    /**
     * What to list.
     *
     * @param status only campaigns of this status, or null for all
     * @param after only ids greater than this, or null
     */
    record Query(Status status, int limit, String after) {

        static Query of(Context ctx) {
            String after = ctx.queryParam("after");
            if (after != null && !Limits.isCampaignId(after)) {
                throw Problem.malformed("after", "must be a campaign id");
            }
            return new Query(status(ctx.queryParam("status")), limit(ctx.queryParam("limit")), after);
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

    /** One page; {@code next} is what to give as {@code after} for the next one, or null at the end. */
    record Page(List<UniversalData> campaigns, String next) {}

    Page read(Query query, long now) {
        Collection<PartitionReads> partitions = reads.all();
        if (partitions.size() < reads.partitions()) {
            throw Problem.unavailable("not all partitions are served by this instance now; try again");
        }
        List<UniversalData> found = new ArrayList<>();
        Optional<String> after = Optional.ofNullable(query.after());
        while (found.size() <= query.limit()) {
            List<CampaignState> next = merged(partitions, after.orElse(null), query.limit() + 1);
            next.stream()
                    .map(CampaignState::universalData)
                    .filter(data -> query.status() == null || data.statusAt(now) == query.status())
                    .forEach(found::add);
            if (next.size() <= query.limit()) {
                break;
            }
            after = Optional.of(next.get(next.size() - 1).id());
        }
        boolean more = found.size() > query.limit();
        List<UniversalData> page = more ? found.subList(0, query.limit()) : found;
        return new Page(page, more ? page.get(page.size() - 1).id() : null);
    }

    private static List<CampaignState> merged(Collection<PartitionReads> partitions, String after, int limit) {
        return partitions.stream()
                .flatMap(partition -> partition.campaigns(after, limit).stream())
                .sorted(Comparator.comparing(CampaignState::id))
                .limit(limit)
                .toList();
    }
}
