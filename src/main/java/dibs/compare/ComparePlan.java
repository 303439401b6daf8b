package dibs.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * What is to be compared, and how.
 *
 * @param rounds of each measurement
 * @param seconds of each round
 * @param inFlight claims under way at once, the same for all
 * @param names of contenders
 * @param folder for the servers' data; what is made in it is deleted afterwards
 */
public record ComparePlan(
        int rounds, double seconds, int inFlight, List<String> names, Durability durability, Path folder) {

    /** Of a contender before each measurement; Dibs and the limits are JVMs, which compile what they run. */
    double warmUpSeconds(Contenders.Kind kind) {
        return seconds * (kind == Contenders.Kind.RIVAL ? 2 : 8);
    }
}
