package dibs.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Reports for programs, which people may read as well. Stateless and thread-safe. */
public final class PrettyJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PrettyJson() {}

    /** One object, in the order of the map, and a line's end. */
    public static String of(Map<String, Object> fields) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
