package dibs.front;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Where the front listens: HTTP or HTTPS, within the bounds of its settings. */
final class FrontConnector {
    /** Connections the system holds until they are taken; more than come while one thread is busy. */
    private static final int BACKLOG = 4_096;

    /** Bytes the system holds for one reader that does not read. */
    private static final int SEND_BUFFER = 256 << 10;

    /** For which a connection may rest while the front stops; Jetty's 1,000 make every stop a second longer. */
    private static final long IDLE_AT_STOP_MILLIS = 200;

    private FrontConnector() {}

    static Connector of(Server server, HttpConfiguration http, FrontSettings settings, ConnectionBound bound) {
        FrontLimits limits = settings.limits();
        http.setRequestHeaderSize(limits.headerBytes());
        // 98 KiB for each connection, through which every claim would pull its part of a gigabyte.
        http.setHeaderCacheSize(0);
        ServerConnector connector = settings.keyStore().isEmpty()
                ? new ServerConnector(server, new HttpConnectionFactory(http))
                : HttpsConnector.of(server, http, settings);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(limits.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP_MILLIS);
        connector.setAcceptQueueSize(BACKLOG);
        connector.setAcceptedSendBufferSize(SEND_BUFFER);
        connector.addBean(bound);
        return connector;
    }
}
