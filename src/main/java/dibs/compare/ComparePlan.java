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

    /** Of a contender before it is measured: a JVM compiles meanwhile. */
    double warmUpSeconds() {
        return 2 * seconds;
    }
}
