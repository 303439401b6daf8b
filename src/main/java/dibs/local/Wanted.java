package dibs.local;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Which servers to embed, each with its port (0 = any free) or absent, and settings for the broker beyond ours.
 */
public record Wanted(
        OptionalInt kafkaPort, OptionalInt databasePort, OptionalInt redisPort, Map<String, String> kafkaSettings) {
    public static Wanted all(int kafkaPort, int databasePort, int redisPort) {
        return new Wanted(OptionalInt.of(kafkaPort), OptionalInt.of(databasePort), OptionalInt.of(redisPort), Map.of());
    }
}
