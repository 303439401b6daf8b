package dibs.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The port an embedded server will listen on, looked at before the server starts.
 *
 * <p>The servers themselves report a taken port late and in words of their own; some clients would even talk to the
 * stranger on it. 0 asks for any free port.
 */
final class LocalPort {
    static final String HOST = "127.0.0.1";

    /**
     * Where free ports are looked for: below those that systems give to clients, one of which would otherwise take the
     * port now and then in the seconds that a server needs before it listens.
     */
    private static final int LOWEST = 10_240;

    private static final int HIGHEST = 32_767;
    private static final int ATTEMPTS = 1_000;

    /** Ports given out as free: until their server listens, the system may well offer them once more. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private LocalPort() {}

    static int choose(int wanted, String server, String setting) {
        try {
            return wanted == 0 ? anyFree() : probe(wanted);
        } catch (IOException | IllegalArgumentException e) {
            throw taken(wanted, server, setting, e);
        }
    }

    static LocalFailure taken(int port, String server, String setting, Exception cause) {
        return new LocalFailure(
                "Port " + port + " on " + HOST + ", wanted for the embedded " + server + ", is not free ("
                        + cause.getMessage() + "); choose another with --set " + setting + "=N (0 = any free).",
                cause);
    }

    static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    static boolean isFree(int port) {
        try {
            return probe(port) == port;
        } catch (IOException taken) {
            return false;
        }
    }

    static int anyFree() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        return probe(0);
    }

    private static int probe(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return socket.getLocalPort();
        }
    }
}
