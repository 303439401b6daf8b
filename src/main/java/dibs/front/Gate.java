package dibs.front;

import dibs.front.Refusals.Reason;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Turns away what comes on a connection too many or from an address too often, before anything of it is read. */
final class Gate extends Handler.Wrapper {
    private final ConnectionBound connections;
    private final RateLimit addresses;
    private final Refusals refusals;

    Gate(ConnectionBound connections, RateLimit addresses, Refusals refusals) {
        this.connections = connections;
        this.addresses = addresses;
        this.refusals = refusals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (connections.isExcess(request)) {
            JettyProblems.writeLast(request, response, callback, refusals.count(Reason.CONNECTIONS));
            return true;
        }
        if (!addresses.allows(Request.getRemoteAddr(request))) {
            JettyProblems.write(request, response, callback, refusals.count(Reason.ADDRESS_RATE));
            return true;
        }
        return super.handle(request, response, callback);
    }
}
