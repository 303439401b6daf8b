package dibs.compare;

import dibs.compare.Contender.Grant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is stored after a contested round with a kill in it, beside what users were told.
 *
 * @param room how many could be granted
 * @param stored grants
 * @param over grants beyond the room
 * @param twice grants of users who have one already
 * @param lost users who were told that they have a grant, and have none
 * @param gaps ranks from 1 to the number of grants that nobody has; 0 where there are no ranks
 * @param unanswered claims without an answer, around the kill
 * @param trouble why the round says less than it should; null where it does not
 */
record Safety(long room, long stored, long over, long twice, long lost, long gaps, long unanswered, String trouble) {

    static Safety of(long room, List<Grant> grants, Set<String> told, long unanswered, String trouble) {
        Set<String> users = new HashSet<>();
        grants.forEach(grant -> users.add(grant.user()));
        return new Safety(
                room,
                grants.size(),
                Math.max(0, grants.size() - room),
                (long) grants.size() - users.size(),
                told.stream().filter(user -> !users.contains(user)).count(),
                gaps(grants),
                unanswered,
                trouble);
    }

    /** Where nothing can be said. */
    static Safety unknown(String why) {
        return new Safety(0, 0, 0, 0, 0, 0, 0, why);
    }

    private static long gaps(List<Grant> grants) {
        if (grants.stream().allMatch(grant -> grant.rank() == 0)) {
            return 0;
        }
        BitSet ranks = new BitSet();
        grants.stream()
                .filter(grant -> grant.rank() >= 1 && grant.rank() <= grants.size())
                .forEach(grant -> ranks.set((int) grant.rank()));
        return (long) grants.size() - ranks.cardinality();
    }

    boolean isClean() {
        return trouble == null && over + twice + lost + gaps == 0;
    }
}
