package dibs.cli;

import dibs.local.LocalFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a port can be listened on before anything is started that would be stopped again because of it. */
final class Ports {
    private Ports() {}

    /**
     * Throws if not.
     *
     * @param what will listen there
     * @param option how another is chosen
     */
    static void requireFree(String host, int port, String what, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new LocalFailure(
                    "Port " + port + " on " + host + ", wanted for " + what + ", is not free (" + e.getMessage()
                            + "); choose another with " + option + " (0 = any free).",
                    e);
        }
    }
}
