package dibs.audit;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The decision that the log calls for, and what is the matter with another one.
 *
 * @param fields the decision's fields, but for those of the grant it shows
 * @param grantIn where the grant stands: "" beside the others, or the name of a field; null if it shows none
 * @param grantOf the campaign the grant is of, or null
 * @param holder the grant's place among the campaign's, or -1
 */
record Expected(Map<String, Object> fields, String grantIn, Campaign grantOf, int holder) {
    private static final Set<String> GRANT = Set.of("amount", "rank", "requestId", "decidedAt", "position");
    /** What a decision may not have where it is not expected; other fields may be added by newer writers. */
    private static final Set<String> KNOWN = Set.of(
            "repeated",
            "amount",
            "rank",
            "title",
            "budget",
            "reward",
            "opensAt",
            "closesAt",
            "phase",
            "soldOut",
            "revision",
            "grant",
            "reversal");

    static Expected of(Map<String, Object> fields) {
        return new Expected(fields, null, null, -1);
    }

    static Expected showing(Map<String, Object> fields, String grantIn, Campaign campaign, int holder) {
        return new Expected(fields, grantIn, campaign, holder);
    }

    String outcome() {
        return (String) fields.get("outcome");
    }

    boolean isNewGrant() {
        return Boolean.FALSE.equals(fields.get("repeated"));
    }

    /** Whether {@code decision} is this one. */
    boolean is(Map<String, Object> decision, long salt) {
        return fields.entrySet().stream().allMatch(f -> Objects.equals(decision.get(f.getKey()), f.getValue()))
                && decision.keySet().stream().allMatch(this::mayHave)
                && (grantIn == null || showsTheGrant(decision, salt));
    }

    /** The kind that tells most of how {@code decision}, which is not this one, is wrong. */
    Kind wrongness(Map<String, Object> decision) {
        boolean grants = "granted".equals(decision.get("outcome")) && Boolean.FALSE.equals(decision.get("repeated"));
        if (!grants) {
            return Kind.WRONG_DECISION;
        }
        if (isNewGrant()) {
            boolean otherRank = !Objects.equals(decision.get("rank"), holder + 1L);
            return otherRank ? Kind.RANK_GAP : Kind.WRONG_DECISION;
        }
        if ("sold_out".equals(outcome())) {
            return Kind.OVER_GRANT;
        }
        boolean has = "granted".equals(outcome()) || "reversed".equals(outcome());
        return has ? Kind.DOUBLE_GRANT : Kind.WRONG_DECISION;
    }

    private boolean mayHave(String field) {
        boolean ofTheGrant = "".equals(grantIn) ? GRANT.contains(field) : field.equals(grantIn);
        return ofTheGrant || fields.containsKey(field) || !KNOWN.contains(field);
    }

    private boolean showsTheGrant(Map<String, Object> decision, long salt) {
        Object shown = grantIn.isEmpty() ? decision : decision.get(grantIn);
        return shown instanceof Map<?, ?> grant && Shown.of(grant).isGrant(grantOf, holder, salt);
    }

    /** For people. */
    String words() {
        String grant = holder < 0
                ? ""
                : " with rank " + (holder + 1) + " at " + grantOf.partition + ":" + grantOf.holders.offset(holder);
        return new TreeMap<>(fields) + grant;
    }
}
