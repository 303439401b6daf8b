package dibs.front;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections may be open. A few more are taken to tell them that they are too many, and closed soon if they
 * ask nothing; more than those are closed as they come, so that there are always files left to open. Thread-safe.
 */
final class ConnectionBound implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionBound.class);

    /** Files for logs, stores and connections of Kafka, the database and Redis. */
    private static final int OTHER_FILES = 2_000;

    private static final int EXCESS_IDLE_MILLIS = 1_000;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Object> excess = ConcurrentHashMap.newKeySet();

    ConnectionBound(int wanted) {
        this.most = Math.min(wanted, files());
        if (most < wanted) {
            LOG.info("front.max-connections is {}; for want of files that may be open, {} are taken", wanted, most);
        }
    }

    /** Excess ones included. */
    private static int files() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
            long left = os.getMaxFileDescriptorCount() - OTHER_FILES;
            return (int) Math.max(100, Math.min(Integer.MAX_VALUE, left * 10 / 11));
        }
        return Integer.MAX_VALUE;
    }

    int open() {
        return open.get();
    }

    /** Whether the request's connection is one too many. */
    boolean isExcess(Request request) {
        return !excess.isEmpty()
                && excess.contains(request.getConnectionMetaData()
                        .getConnection()
                        .getEndPoint()
                        .getTransport());
    }

    @Override
    public void onOpened(Connection connection) {
        EndPoint socket = connection.getEndPoint();
        if (!(socket instanceof SocketChannelEndPoint)) {
            return; // What TLS carries was counted with its socket.
        }
        int now = open.incrementAndGet();
        if (now > most + Math.max(1, most / 10)) {
            socket.close();
        } else if (now > most) {
            excess.add(socket.getTransport());
            socket.setIdleTimeout(EXCESS_IDLE_MILLIS);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection.getEndPoint() instanceof SocketChannelEndPoint socket) {
            open.decrementAndGet();
            excess.remove(socket.getTransport());
        }
    }
}
