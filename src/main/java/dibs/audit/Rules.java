package dibs.audit;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of the contract, a second time: what each request of one partition must have led to. Not thread-safe.
 *
 * <p>The order of the checks is the order of the contract's tables.
 */
final class Rules {
    private static final long MAX_BUDGET = 1_000_000_000_000_000L;

    private final int partition;
    private final Map<String, Campaign> campaigns;
    private final Span entries;
    private final long salt;
    private final Users users = new Users();
    private final Times times = new Times();

    /**
     * Begins with nothing.
     *
     * @param campaigns where opened campaigns are put, by id
     * @param entries the topic for the ledger
     */
    Rules(int partition, Map<String, Campaign> campaigns, Span entries, long salt) {
        this.partition = partition;
        this.campaigns = campaigns;
        this.entries = entries;
        this.salt = salt;
    }

    /** Memory for the ids of all users that were granted something. */
    long userBytes() {
        return users.bytes();
    }

    /** What is decided on the request at {@code offset}, appended at {@code millis} since 1970. */
    Expected decide(String id, Logged request, long offset, long millis) {
        Campaign campaign = campaigns.get(id);
        if (campaign != null) {
            campaign.time = Math.max(campaign.time, millis);
        }
        String at = partition + ":" + offset;
        Map<String, Object> fields = new HashMap<>();
        fields.put("type", request.type());
        fields.put("request", at);
        fields.put("campaign", id);
        fields.put("requestId", request.requestId() == null ? at : request.requestId());
        fields.put("decidedAt", times.text(campaign == null ? millis : campaign.time));
        fields.put("position", at);
        Step step = new Step(request, offset, millis, fields);
        Expected expected = switch (request.type()) {
            case "claim" -> claim(campaign, step);
            case "open" -> open(id, campaign, step);
            case "reverse" -> reverse(campaign, step);
            default -> change(campaign, step);
        };
        Campaign after = campaign == null ? campaigns.get(id) : campaign;
        if (after != null) {
            after.history.add(offset, after.newcomer());
        }
        return expected;
    }

    /** One request, and the fields of its decision as far as they are known. */
    private record Step(Logged request, long offset, long millis, Map<String, Object> fields) {
        Step with(String field, Object value) {
            fields.put(field, value);
            return this;
        }

        String requestId() {
            return (String) fields.get("requestId");
        }

        String decidedAt() {
            return (String) fields.get("decidedAt");
        }
    }

    private Expected claim(Campaign campaign, Step step) {
        String user = step.request().user();
        step.with("user", user);
        String outcome = campaign == null ? History.UNKNOWN : campaign.archived ? "archived" : null;
        if (outcome == null) {
            int holder = campaign.holders.find(user);
            if (holder >= 0 && !campaign.reversals.containsKey(user)) {
                return shownGrant(campaign, step.with("repeated", true), holder);
            }
            outcome = holder >= 0 ? "reversed" : campaign.newcomer();
        }
        if (!outcome.equals("granted")) {
            return Expected.of(step.with("outcome", outcome).fields());
        }
        boolean wasSoldOut = campaign.soldOut();
        campaign.spent += campaign.terms.reward();
        long digest = Digest.of(step.requestId(), step.decidedAt(), salt);
        campaign.holders.add(user, step.offset(), digest, entryPartition(user));
        countRevision(campaign, campaign.soldOut() != wasSoldOut);
        return shownGrant(campaign, step.with("repeated", false), campaign.holders.size() - 1);
    }

    /** A grant's label, time and position are the grant's own, also when it is shown again. */
    private static Expected shownGrant(Campaign campaign, Step step, int holder) {
        step.fields().keySet().removeAll(List.of("requestId", "decidedAt", "position"));
        return Expected.showing(step.with("outcome", "granted").fields(), "", campaign, holder);
    }

    private Expected open(String id, Campaign known, Step step) {
        if (known != null) {
            boolean same = known.terms.equals(step.request().terms());
            return about(known, step, same ? "unchanged" : "id_taken");
        }
        Campaign opened = new Campaign(id, partition, step.request().terms(), new Holders(users, salt));
        opened.time = step.millis();
        campaigns.put(id, opened);
        return about(opened, step, "applied");
    }

    private Expected change(Campaign campaign, Step step) {
        if (campaign == null) {
            return Expected.of(step.with("outcome", History.UNKNOWN).fields());
        }
        Logged request = step.request();
        Logged before = campaign.labelled(request.requestId());
        if (before != null) {
            boolean same = before.type().equals(request.type()) && before.amount() == request.amount();
            return about(campaign, step, same ? "repeated" : "request_id_taken");
        }
        String outcome = outcomeOfChange(campaign, request);
        if (outcome.equals("applied")) {
            boolean wasSoldOut = campaign.soldOut();
            String wasPhase = campaign.phase();
            apply(campaign, request);
            boolean seen = request.type().equals("top_up")
                    || campaign.soldOut() != wasSoldOut
                    || !campaign.phase().equals(wasPhase);
            countRevision(campaign, seen);
        }
        if (outcome.equals("applied") || outcome.equals("unchanged")) {
            campaign.remember(request);
        }
        return about(campaign, step, outcome);
    }

    private static String outcomeOfChange(Campaign campaign, Logged request) {
        return switch (request.type()) {
            case "close" -> campaign.closedByOperator || campaign.archived ? "unchanged" : "applied";
            case "archive" -> campaign.archived ? "unchanged" : campaign.closed() ? "applied" : "not_closed";
            default ->
                campaign.closed() ? (campaign.archived ? "archived" : "closed") : outcomeWhileOpen(campaign, request);
        };
    }

    private static String outcomeWhileOpen(Campaign campaign, Logged request) {
        return switch (request.type()) {
            case "top_up" -> campaign.budget + request.amount() > MAX_BUDGET ? "too_large" : "applied";
            case "pause" -> campaign.paused ? "unchanged" : "applied";
            default -> campaign.paused ? "applied" : "unchanged";
        };
    }

    private static void apply(Campaign campaign, Logged request) {
        switch (request.type()) {
            case "top_up" -> campaign.budget += request.amount();
            case "pause" -> campaign.paused = true;
            case "resume" -> campaign.paused = false;
            case "close" -> campaign.closedByOperator = true;
            default -> campaign.archived = true;
        }
    }

    /** An operator is told the campaign as it is now. */
    private Expected about(Campaign campaign, Step step, String outcome) {
        step.with("outcome", outcome)
                .with("title", campaign.terms.title())
                .with("budget", campaign.budget)
                .with("reward", campaign.terms.reward())
                .with("opensAt", times.textOrNull(campaign.terms.opensAt()))
                .with("closesAt", times.textOrNull(campaign.terms.closesAt()))
                .with("phase", campaign.phase())
                .with("soldOut", campaign.soldOut())
                .with("revision", campaign.revision);
        return Expected.of(step.fields());
    }

    private Expected reverse(Campaign campaign, Step step) {
        String user = step.request().user();
        step.with("user", user);
        if (campaign == null || campaign.archived) {
            return Expected.of(step.with("outcome", campaign == null ? History.UNKNOWN : "archived")
                    .fields());
        }
        int holder = campaign.holders.find(user);
        if (holder < 0) {
            return Expected.of(step.with("outcome", "not_granted").fields());
        }
        Campaign.Reversal reversal = campaign.reversals.get(user);
        step.with("outcome", reversal == null ? "applied" : "unchanged");
        if (reversal == null) {
            reversal = new Campaign.Reversal(
                    step.request().takeBack(), step.requestId(), step.decidedAt(), step.offset(), entryPartition(user));
            campaign.reversals.put(user, reversal);
            boolean wasSoldOut = campaign.soldOut();
            campaign.spent -= reversal.how.returnBudget() ? campaign.terms.reward() : 0;
            countRevision(campaign, campaign.soldOut() != wasSoldOut);
        }
        step.with("reversal", shown(reversal));
        return Expected.showing(step.fields(), "grant", campaign, holder);
    }

    private Map<String, Object> shown(Campaign.Reversal reversal) {
        return Map.of(
                "returnBudget",
                reversal.how.returnBudget(),
                "reason",
                reversal.how.reason(),
                "requestId",
                reversal.requestId,
                "decidedAt",
                reversal.decidedAt,
                "position",
                partition + ":" + reversal.offset);
    }

    private int entryPartition(String user) {
        return entries.partitionOf(user.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that everyone can see change has a revision of its own. */
    private static void countRevision(Campaign campaign, boolean seen) {
        campaign.revision += seen ? 1 : 0;
    }
}
