package dibs.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.golden.AsyncApi;
import dibs.golden.Golden;
import dibs.golden.Notation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The schemas of asyncapi.yaml and the readers mean the same: whatever is read is valid, and what is refused is not,
 * but for what no schema can say. Those lines of the corpus are a golden file of their own, and its text is the list.
 */
class SchemaTest {

    @Test
    void requestsAreValidWhereTheyAreRead() {
        List<String> beyond = new ArrayList<>();
        for (String line : lines("readable-requests.txt")) {
            String input = line.substring(0, line.indexOf(" -> "));
            byte[] value = Notation.bytes(input);
            List<String> faults = value == null ? List.of("none") : AsyncApi.faults("Request", value);
            if (isRead(value)) {
                assertThat(faults).as(line).isEmpty();
            } else if (faults.isEmpty()) {
                beyond.add(line);
            }
        }
        assertThat(beyond).isNotEmpty();
        Golden.assertSame("beyond-the-schema.txt", String.join("\n", beyond) + "\n");
    }

    private static boolean isRead(byte[] value) {
        try {
            RequestJson.read(value);
            return true;
        } catch (Malformed e) {
            return false;
        }
    }

    @Test
    void keysAreValidWhereTheyAreRead() {
        for (String line : lines("readable-keys.txt")) {
            byte[] key = Notation.bytes(line.substring(0, line.indexOf(" -> ")));
            if (key != null) {
                List<String> faults = AsyncApi.faultsOfText(
                        "/components/schemas/CampaignId", new String(key, StandardCharsets.UTF_8));
                assertThat(faults.isEmpty()).as("%s: %s", line, faults).isEqualTo(!line.contains(" -> ✗ "));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "requests.txt,Request",
        "decisions.txt,Decision",
        "entries.txt,Entry",
        "universal-data.txt,Campaign",
    })
    void whatIsWrittenIsValid(String file, String schema) {
        for (String line : lines(file)) {
            assertThat(AsyncApi.faults(schema, line.getBytes(StandardCharsets.UTF_8)))
                    .as(line)
                    .isEmpty();
        }
    }

    private static List<String> lines(String file) {
        List<String> lines = Golden.read(file)
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        assertThat(lines).isNotEmpty();
        return lines;
    }
}
