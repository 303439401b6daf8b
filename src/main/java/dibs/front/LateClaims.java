package dibs.front;

import dibs.front.Refusals.Reason;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Turns claims away where too many wait for their partition already, so that they would be answered late. Here and not
 * in the route, since under such load most of what comes is turned away, and each that is takes from the work on those
 * that were taken. For the same reason a connection whose claim was turned away is not read before {@code Retry-After}
 * is over, unless the queue is nearly empty again: who comes back at once waits there, and costs nothing. Thread-safe.
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
     * @param answeredAtEdge whether claims of a campaign need not wait for its partition, as far as can be seen
     */
    LateClaims(ClaimQueues queues, ToIntFunction<String> home, Predicate<String> answeredAtEdge, Refusals refusals) {
        this.queues = queues;
        this.home = home;
        this.answeredAtEdge = answeredAtEdge;
        this.refusals = refusals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Matcher claim = CLAIM.matcher(Request.getPathInContext(request));
        if (claim.matches() && request.getMethod().equals("POST")) {
            ClaimQueue queue = queues.of(home.applyAsInt(claim.group(1)));
            if (queue.isFull() && !answeredAtEdge.test(claim.group(1))) {
                refuse(queue, request, response, callback);
                return true;
            }
        }
        return super.handle(request, response, callback);
    }

    private void refuse(ClaimQueue queue, Request request, Response response, Callback callback) {
        int seconds = Problem.retryAfter(queue.refuse());
        response.getHeaders().put(HttpHeader.RETRY_AFTER, Integer.toString(seconds));
        // One that is closed after its answer is closed at once.
        boolean rests = request.getConnectionMetaData().isPersistent();
        Scheduler scheduler = request.getComponents().getScheduler();
        Callback written = Callback.from(() -> rest(queue, seconds, 1, scheduler, callback), callback::failed);
        JettyProblems.write(request, response, rests ? written : callback, refusals.count(Reason.WAIT));
    }

    /**
     * The answer is written already, and the next request is read when {@code callback} is called: looked at after
     * {@code step} seconds, then after twice as long each time, since thousands may rest.
     */
    private static void rest(ClaimQueue queue, int seconds, int step, Scheduler scheduler, Callback callback) {
        Runnable next = () -> {
            if (seconds <= step || queue.isNearlyEmpty()) {
                callback.succeeded();
            } else {
                rest(queue, seconds - step, 2 * step, scheduler, callback);
            }
        };
        scheduler.schedule(next, Math.min(seconds, step), TimeUnit.SECONDS);
    }
}
