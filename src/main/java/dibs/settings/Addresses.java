package dibs.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of this machine from those that others can reach. Stateless and thread-safe. */
public final class Addresses {
    private Addresses() {}

    /** Whether every broker of a {@code host:port,…} list is on loopback. */
    public static boolean areLoopback(String brokers) {
        return Arrays.stream(brokers.split(","))
                .map(String::strip)
                .allMatch(broker -> isLoopback(broker.substring(0, Math.max(0, broker.lastIndexOf(':')))));
    }

    /** Whether only this machine reaches {@code host}; false too where that is no address. */
    public static boolean isLoopback(String host) {
        try {
            return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
