package dibs.front;

import dibs.front.Refusals.Reason;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Turns claims away where too many wait for their partition already, so that they would be answered late. Here and not in the route, since under
 * such load most of what comes is turned away, and each that is takes from the work on those that were taken. Thread-safe.
 */
final class LateClaims extends Handler.Wrapper {
    private static final Pattern CLAIM = Pattern.compile("/v1/campaigns/([^/]+)/claims");

    private final ClaimQueues queues;
    private final ToIntFunction<String> home;
    private final Predicate<String> answeredAtEdge;
    private final Refusals refusals;

    /**
     * For one front.
     *
     * @param home the partition of a campaign
     * @param answeredAtEdge whether claims of a campaign need not wait for its partition
     */
    LateClaims(ClaimQueues queues, ToIntFunction<String> home, Predicate<String> answeredAtEdge, Refusals refusals) {
        this.queues = queues;
        this.home = home;
        this.answeredAtEdge = answeredAtEdge;
        this.refusals = refusals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (isLate(request)) {
            JettyProblems.write(request, response, callback, refusals.count(Reason.WAIT));
            return true;
        }
        return super.handle(request, response, callback);
    }

    private boolean isLate(Request request) {
        Matcher claim = CLAIM.matcher(Request.getPathInContext(request));
        return claim.matches()
                && request.getMethod().equals("POST")
                && queues.isFull(home.applyAsInt(claim.group(1)))
                && !answeredAtEdge.test(claim.group(1));
    }
}
