package dibs.local;

import java.util.ArrayList;
import java.util.List;

/**
 * What only the embedded servers need; whoever runs Dibs on servers of their own may delete it ({@code lib/embedded}).
 *
 * <p>Asked before anything is started, since a class that is missing would otherwise be told by its name.
 */
public final class EmbeddedLibraries {
    /** They are one folder, so one of them stands for all. */
    private static final String ONE = "kafka/server/KafkaRaftServer.class";

    private EmbeddedLibraries() {}

    public static boolean areInstalled() {
        return areIn(EmbeddedLibraries.class.getClassLoader());
    }

    private static boolean areIn(ClassLoader libraries) {
        return libraries.getResource(ONE) != null;
    }

    /** Throws, saying what to give instead, if they are needed and not there. */
    public static void require(Wanted wanted) {
        require(wanted, EmbeddedLibraries.class.getClassLoader());
    }

    static void require(Wanted wanted, ClassLoader libraries) {
        List<String> instead = new ArrayList<>();
        wanted.kafkaPort().ifPresent(port -> instead.add("--kafka HOST:PORT"));
        wanted.databasePort().ifPresent(port -> instead.add("--database postgresql://USER@HOST:PORT/NAME"));
        wanted.redisPort().ifPresent(port -> instead.add("--redis URI (or none)"));
        if (!instead.isEmpty() && !areIn(libraries)) {
            throw new LocalFailure("The embedded servers are not installed (there is no lib/embedded); give "
                    + String.join(", ", instead) + ".");
        }
    }
}
