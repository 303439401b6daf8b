package dibs.reversal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of all users.
 *
 * @param counts each user once, whichever run asked
 * @param before how many of them an earlier run was told about
 * @param notReversed user and reason, the first {@value #SHOWN}
 * @param stopped why the run ended early, or null
 */
public record ReversalReport(
        ReversalPlan plan,
        int users,
        long twice,
        Map<Outcome, Integer> counts,
        int before,
        List<String> notReversed,
        double seconds,
        String stopped) {
    static final int SHOWN = 1_000;

    static ReversalReport of(
            ReversalPlan plan,
            UserList list,
            ReversalJournal journal,
            Map<String, String> reasons,
            Map<String, Outcome> others,
            int before,
            double seconds,
            String stopped) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        List<String> notReversed = new ArrayList<>();
        for (String user : list.users()) {
            Outcome told = journal.told(user);
            Outcome outcome = told != null ? told : others.getOrDefault(user, Outcome.NOT_ASKED);
            counts.merge(outcome, 1, Integer::sum);
            if (!outcome.isDone() && outcome != Outcome.NOT_ASKED && notReversed.size() < SHOWN) {
                notReversed.add(user + "  " + outcome.words() + reason(reasons.get(user)));
            }
        }
        return new ReversalReport(
                plan, list.users().size(), list.twice(), counts, before, notReversed, seconds, stopped);
    }

    private static String reason(String why) {
        return why == null ? "" : " (" + why + ")";
    }

    /** How many users that became of. */
    public int count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    public boolean isDone() {
        return count(Outcome.REVERSED) + count(Outcome.REVERSED_BEFORE) == users;
    }
}
