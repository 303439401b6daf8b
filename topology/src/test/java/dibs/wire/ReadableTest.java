package dibs.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dibs.campaign.Request;
import dibs.golden.Golden;
import dibs.golden.Notation;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The corpus of what can be read from the log and what cannot: part of the rules, since a log must be read the same way
 * for ever. Writing the golden file keeps its inputs and replaces what stands after the arrows; a new line needs its
 * input only.
 */
class ReadableTest {
    private static final String ARROW = " -> ";

    @Test
    void requestsAreReadOrRefusedAsTheCorpusSays() {
        walk("readable-requests.txt", ReadableTest::request);
    }

    @Test
    void keysAreReadOrRefusedAsTheCorpusSays() {
        walk("readable-keys.txt", RequestJson::readCampaign);
    }

    private static Object request(byte[] value) throws Malformed {
        Request request = RequestJson.read(value);
        assertThat(RequestJson.read(RequestJson.write(request)))
                .as("written and read again")
                .isEqualTo(request);
        return request;
    }

    private interface Reader {
        Object read(byte[] bytes) throws Malformed;
    }

    private static void walk(String file, Reader reader) {
        List<String> walked = Golden.read(file)
                .lines()
                .map(line -> line.isEmpty() || line.startsWith("#") ? line : walk(reader, line))
                .toList();
        assertThat(walked).isNotEmpty();
        Golden.assertSame(file, String.join("\n", walked) + "\n");
    }

    private static String walk(Reader reader, String line) {
        String input = line.contains(ARROW) ? line.substring(0, line.indexOf(ARROW)) : line;
        return input + ARROW + result(reader, Notation.bytes(input));
    }

    private static String result(Reader reader, byte[] bytes) {
        try {
            return Notation.shortened(reader.read(bytes).toString());
        } catch (Malformed e) {
            // How the parser puts it is no part of the rules.
            String message = e.getMessage().replaceFirst("(is not JSON): .*", "$1");
            return Notation.shortened("✗ " + (e.field() == null ? "" : e.field() + ": ") + message);
        }
    }
}
