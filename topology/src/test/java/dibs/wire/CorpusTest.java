package dibs.wire;

import dibs.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What can be read and what cannot, line by line: it is part of the rules, since two programs that read a log
 * differently decide it differently.
 *
 * <p>A line of the corpus is an input, then {@code =>} and what it is read as. {@code hex:} begins an input in
 * hexadecimal, {@code <N*TEXT>} stands for a text repeated.
 */
class CorpusTest {
    private static final Pattern REPEATED = Pattern.compile("<([0-9]+)\\*([^>]+)>");

    @Test
    void requests() {
        Golden.assertSame("corpus-requests.txt", corpus("corpus-requests.txt", CorpusTest::request));
    }

    @Test
    void campaigns() {
        Golden.assertSame("corpus-campaigns.txt", corpus("corpus-campaigns.txt", CorpusTest::campaign));
    }

    private interface Reader {
        String read(byte[] input) throws Malformed;
    }

    private static String request(byte[] input) throws Malformed {
        return RequestJson.read(input).toString();
    }

    private static String campaign(byte[] input) throws Malformed {
        return RequestJson.readCampaign(input);
    }

    /** The same inputs with what they are read as now. */
    private static String corpus(String file, Reader reader) {
        StringBuilder text = new StringBuilder();
        for (String line : Golden.read(file).lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                text.append(line).append('\n');
            } else {
                String input = line.split(" => ")[0];
                text.append(input).append(" => ").append(result(input, reader)).append('\n');
            }
        }
        return text.toString();
    }

    private static String result(String input, Reader reader) {
        try {
            return shortened(reader.read(bytes(input)));
        } catch (Malformed e) {
            // How the parser puts it is no part of the rules.
            String message = e.getMessage().replaceFirst("(is not JSON): .*", "$1");
            return "NO " + (e.field() == null ? "" : e.field() + " ") + shortened(message);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 160 ? text : text.substring(0, 120) + "… (" + text.length() + ")";
    }

    private static byte[] bytes(String input) {
        if (input.startsWith("hex:")) {
            return HexFormat.of().parseHex(input.substring(4));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher repeated = REPEATED.matcher(input);
        int from = 0;
        while (repeated.find()) {
            bytes.writeBytes(utf8(input.substring(from, repeated.start())));
            bytes.writeBytes(utf8(repeated.group(2).repeat(Integer.parseInt(repeated.group(1)))));
            from = repeated.end();
        }
        bytes.writeBytes(utf8(input.substring(from)));
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
