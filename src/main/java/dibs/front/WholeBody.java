package dibs.front;

import dibs.campaign.Limits;
import dibs.front.Refusals.Reason;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Awaits bodies without a thread, and hands a request on when its body is there: routes read bodies as if they came at
 * once, and a few callers who send byte by byte would hold all threads. Thread-safe.
 */
final class WholeBody extends Handler.Wrapper {
    private final Duration timeout;
    private final Semaphore places;
    private final Refusals refusals;

    WholeBody(FrontLimits limits, Refusals refusals) {
        this.timeout = limits.bodyTimeout();
        this.places = new Semaphore(limits.maxBodies());
        this.refusals = refusals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        AwaitedBody body = new AwaitedBody(request, response, callback, super::handle);
        if (request.getLength() > Limits.MAX_REQUEST_BYTES) {
            body.refuse(Problem.tooLarge());
        } else if (!body.read()) {
            if (places.tryAcquire()) {
                body.await(timeout, places::release, () -> refusals.count(Reason.SLOW_BODY));
            } else {
                body.refuse(refusals.count(Reason.BODIES));
            }
        }
        return true;
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }
}
