package dibs.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Thousands of listeners in a process of their own, since each end of a connection is an open file. Its arguments: port,
 * campaign, how many. It is told a number of grants on a line, and answers when all listeners know it.
 */
final class ManyListeners implements AutoCloseable {
    private static final Pattern GRANTED = Pattern.compile("\"granted\":([0-9]+)");

    private final Process process;
    private final BufferedReader out;

    private ManyListeners(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.US_ASCII);
    }

    static ManyListeners start(int port, String campaign, int count) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("java.class.path");
        String main = ManyListeners.class.getName();
        return new ManyListeners(
                new ProcessBuilder(java, "-Xmx256m", "-cp", classes, main, "" + port, campaign, "" + count)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    /** Returns when every listener's newest event says so many grants; what it says about their number. */
    String awaitGranted(long granted) throws IOException {
        process.getOutputStream().write((granted + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return out.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** One connection; the end of what it was told. */
    private static final class One {
        private String tail = "";
        private long granted = -1;

        void hear(String some) {
            String text = tail + some;
            Matcher matcher = GRANTED.matcher(text);
            while (matcher.find()) {
                granted = Long.parseLong(matcher.group(1));
            }
            tail = text.substring(Math.max(0, text.length() - 40));
        }
    }

    public static void main(String[] args) throws IOException {
        Selector selector = Selector.open();
        List<One> all = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            SocketChannel channel = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
            String request = "GET /v1/campaigns/" + args[1] + "/events HTTP/1.1\r\nHost: x\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            One one = new One();
            channel.register(selector, SelectionKey.OP_READ, one);
            all.add(one);
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long granted = Long.parseLong(line);
            while (!all.stream().allMatch(one -> one.granted == granted)) {
                selector.select(key -> read(key));
            }
            System.out.println(all.size() + " know " + granted);
        }
    }

    private static void read(SelectionKey key) {
        ByteBuffer buffer = ByteBuffer.allocate(8_192);
        try {
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                throw new IllegalStateException("a stream ended");
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ((One) key.attachment()).hear(new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
    }
}
