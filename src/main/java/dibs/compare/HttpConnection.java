package dibs.compare;

import dibs.compare.Load.Claim;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One connection with one claim under way. Sent by one thread, read by another; whoever takes the claim answers it, and
 * that is one only.
 */
final class HttpConnection {
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LENGTH = "\r\ncontent-length: ";
    private static final int LARGEST_ANSWER = 16 << 10;

    private final SocketChannel channel;
    private final String host;
    private final AtomicReference<Claim> waiting = new AtomicReference<>();
    private final ByteBuffer answer = ByteBuffer.allocate(LARGEST_ANSWER);

    HttpConnection(InetSocketAddress address) throws IOException {
        this.channel = SocketChannel.open(address);
        this.host = address.getHostString() + ":" + address.getPort();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
    }

    void register(Selector selector) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(Claim claim) throws IOException {
        waiting.set(claim);
        String body = "{\"user\":\"" + claim.user() + "\"}";
        String request = "POST /v1/campaigns/" + claim.campaign() + "/claims HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + END_OF_HEAD + body;
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** What is told, once the answer is here as a whole; else null. */
    Told read() throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("the connection was closed");
        }
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf(END_OF_HEAD);
        if (head < 0 || text.length() < head + END_OF_HEAD.length() + length(text.substring(0, head + 2))) {
            return null;
        }
        answer.clear();
        return told(text, head);
    }

    private static int length(String head) throws IOException {
        String small = head.toLowerCase(Locale.ROOT);
        int at = small.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("an answer without Content-Length");
        }
        return Integer.parseInt(small.substring(at + LENGTH.length(), small.indexOf('\r', at + LENGTH.length())));
    }

    private static Told told(String text, int head) {
        String outcome = field(text, head, "\"outcome\":\"", '"');
        if (outcome == null) {
            return Told.none(text.substring(0, text.indexOf('\r')));
        }
        String rank = field(text, head, "\"rank\":", ',');
        return Told.of(outcome, text.indexOf("\"repeated\":true", head) > 0, rank == null ? 0 : Long.parseLong(rank));
    }

    private static String field(String text, int from, String before, char after) {
        int at = text.indexOf(before, from);
        return at < 0 ? null : text.substring(at + before.length(), text.indexOf(after, at + before.length()));
    }

    /** The claim under way, which is to be answered by the caller; null if somebody else took it. */
    Claim take() {
        return waiting.getAndSet(null);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CompareFailure("a connection could not be closed", e);
        }
    }
}
