package dibs.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who mistyped a name. Stateless and thread-safe. */
public final class Near {
    private Near() {}

    /** {@code "; did you mean …?"} with the name that is nearest, or nothing where none is near. */
    public static String hint(String mistyped, Collection<String> names) {
        return to(mistyped, names).map(name -> "; did you mean " + name + "?").orElse("");
    }

    private static Optional<String> to(String mistyped, Collection<String> names) {
        int most = Math.max(1, mistyped.length() / 3);
        return names.stream()
                .filter(name -> distance(mistyped, name) <= most)
                .min(Comparator.comparingInt(name -> distance(mistyped, name)));
    }

    /** How many letters must be put in, left out or replaced. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[other.length()];
    }
}
