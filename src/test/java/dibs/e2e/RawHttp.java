package dibs.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One connection on which any bytes can be sent, as no client library would send them. Used by one thread. */
final class RawHttp implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HEAD =
            Pattern.compile("HTTP/1\\.[01] (\\d{3})[^\r\n]*\r\n(.*?)\r\n\r\n", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("(?m)^([^:]+): *(.*?)\r?$");

    private final Socket socket;

    RawHttp(String http) throws IOException {
        URI uri = URI.create(http);
        this.socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(20_000);
    }

    /** One answer; the body is missing where it is empty. */
    record Answer(int status, String contentType, JsonNode body) {}

    /** Sends all of it and nothing more, and returns every answer until the connection is closed. */
    static List<Answer> exchange(String http, byte[] request) throws IOException {
        try (RawHttp connection = new RawHttp(http)) {
            connection.send(request);
            connection.end();
            return connection.answers();
        }
    }

    /** A server may close before it has read all that it will not have. */
    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closed) {
            assertThat(closed).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
        }
    }

    private void end() {
        try {
            socket.shutdownOutput();
        } catch (IOException closed) {
            assertThat(closed).hasMessageMatching("(?i).*(reset|not connected|closed).*");
        }
    }

    /** Waits for so many bytes. */
    String next(int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /** All answers until the other side closes. */
    List<Answer> answers() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        InputStream in = socket.getInputStream();
        try {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                read.write(piece, 0, n);
            }
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return parse(read.toString(StandardCharsets.ISO_8859_1));
    }

    private static List<Answer> parse(String text) throws IOException {
        List<Answer> answers = new ArrayList<>();
        Matcher head = HEAD.matcher(text + "\r\n");
        for (int at = 0; at < text.length(); ) {
            assertThat(head.find(at) && head.start() == at)
                    .as("HTTP in: %s", text)
                    .isTrue();
            String length = header(head.group(2), "content-length");
            int end = Math.min(text.length(), head.end() + (length == null ? 0 : Integer.parseInt(length)));
            byte[] body = text.substring(Math.min(head.end(), end), end).getBytes(StandardCharsets.ISO_8859_1);
            answers.add(new Answer(
                    Integer.parseInt(head.group(1)),
                    header(head.group(2), "content-type"),
                    body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body)));
            at = end;
        }
        return answers;
    }

    private static String header(String head, String name) {
        return HEADER.matcher(head)
                .results()
                .filter(header -> header.group(1).equalsIgnoreCase(name))
                .map(header -> header.group(2))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
