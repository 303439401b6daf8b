package dibs.front;

import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Gives a request a thread of its own, for the routes. What comes before it runs on the thread that reads from all
 * connections and must not block: so turning away costs no hand-off, and takes at most one processor for each such
 * thread from the work on what was taken. Thread-safe.
 */
final class Dispatch extends Handler.Wrapper {
    private final Executor threads;

    Dispatch(Executor threads) {
        this.threads = threads;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        threads.execute(() -> pass(request, response, callback));
        return true;
    }

    private void pass(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Exception e) {
            Response.writeError(request, response, callback, e);
        }
    }
}
