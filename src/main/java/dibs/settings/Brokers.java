package dibs.settings;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Kafka's addresses as somebody gave them. Whether anyone is there is asked before any client of Kafka's is started:
 * these would try for a minute, and say so many times in words of their own. Stateless and thread-safe.
 */
public final class Brokers {
    private static final Pattern BROKER = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:,\\s\\[\\]]+):([0-9]{1,5})");
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration PAUSE = Duration.ofMillis(250);

    private Brokers() {}

    /** Whether it is HOST:PORT[,…]. */
    public static boolean isList(String text) {
        for (String broker : text.split(",", -1)) {
            if (!BROKER.matcher(broker.strip()).matches() || port(broker.strip()) > 65_535) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong, in one line, if no broker takes a connection within {@code patience}. */
    public static Optional<String> unreachable(String brokers, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        String why = refusal(brokers);
        while (why != null && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
            why = refusal(brokers);
        }
        return Optional.ofNullable(why)
                .map(reason -> "no broker of " + brokers + " can be reached (" + reason
                        + "); is Kafka running, and is --kafka right?");
    }

    /** What the last one said; null if one of them takes a connection. */
    private static String refusal(String brokers) {
        String reason = null;
        for (String each : brokers.split(",")) {
            String broker = each.strip();
            String host = broker.substring(0, broker.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
            try (Socket socket = new Socket()) {
                InetSocketAddress address = new InetSocketAddress(host, port(broker));
                if (address.isUnresolved()) {
                    reason = "there is no host " + host;
                } else {
                    socket.connect(address, CONNECT_MILLIS);
                    return null;
                }
            } catch (IOException e) {
                reason = e.getMessage();
            }
        }
        return reason;
    }

    private static int port(String broker) {
        return Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1));
    }
}
