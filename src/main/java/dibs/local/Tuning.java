package dibs.local;

import java.util.List;
import java.util.Map;

/**
 * What one start of an embedded PostgreSQL or Redis changes about it: comparisons give their servers other settings and
 * processors than those that serve.
 *
 * @param before words before its command, such as {@code taskset -c 0}
 * @param settings in the server's own words; no value may hold a blank
 */
public record Tuning(List<String> before, Map<String, String> settings) {
    public static final Tuning NONE = new Tuning(List.of(), Map.of());
}
