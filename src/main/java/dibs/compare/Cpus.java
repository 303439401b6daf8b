package dibs.compare;

import java.util.List;

/**
 * The processors that a contender's servers are kept to, so that they and the load do not take turns on the same ones.
 *
 * @param list as {@code taskset -c} takes it; empty for all of them
 */
public record Cpus(String list) {
    public static final Cpus ALL = new Cpus("");

    /** The words before a command that keep it there. */
    public List<String> prefix() {
        return list.isEmpty() ? List.of() : List.of("taskset", "-c", list);
    }
}
