package dibs.front;

import dibs.campaign.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The body of one request on its way. Jetty reads on, one thread at a time; the time-out may come in between, and
 * whoever is first answers.
 */
final class AwaitedBody {
    private static final int LINGER_MILLIS = 2_000;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Request.Handler next;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private Scheduler.Task timer;
    private Runnable whenOver = () -> {};

    AwaitedBody(Request request, Response response, Callback callback, Request.Handler next) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.next = next;
    }

    /** Reads what is there; false if more is to come. At the end it hands the request on. */
    boolean read() {
        Content.Chunk chunk = request.read();
        while (chunk != null) {
            boolean last = chunk.isLast();
            if (Content.Chunk.isFailure(chunk)) {
                refuse(broken(chunk.getFailure()));
                return true;
            }
            take(chunk);
            if (bytes.size() > Limits.MAX_REQUEST_BYTES) {
                refuse(Problem.tooLarge());
                return true;
            }
            if (last) {
                handOn();
                return true;
            }
            chunk = request.read();
        }
        return false;
    }

    private static Problem broken(Throwable failure) {
        return failure instanceof HttpException e
                ? JettyProblems.problem(e.getCode(), e.getReason())
                : new Problem(400, "Bad Request", "the body cannot be read to its end");
    }

    private void take(Content.Chunk chunk) {
        ByteBuffer content = chunk.getByteBuffer();
        byte[] some = new byte[content.remaining()];
        content.get(some);
        bytes.writeBytes(some);
        chunk.release();
    }

    /** Waits for the rest. */
    void await(Duration timeout, Runnable whenOver, Supplier<Problem> tooLate) {
        this.whenOver = whenOver;
        this.timer = request.getComponents()
                .getScheduler()
                .schedule(() -> refuse(tooLate), timeout.toMillis(), TimeUnit.MILLISECONDS);
        request.demand(Invocable.from(InvocationType.NON_BLOCKING, this::readOn));
    }

    private void readOn() {
        if (!over.get() && !read()) {
            request.demand(Invocable.from(InvocationType.NON_BLOCKING, this::readOn));
        }
    }

    private boolean end() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            if (timer != null) {
                timer.cancel();
            }
            whenOver.run();
        }
        return first;
    }

    void refuse(Problem problem) {
        refuse(() -> problem);
    }

    private void refuse(Supplier<Problem> problem) {
        if (end()) {
            Callback thenLinger = Callback.from(this::linger, callback::failed);
            JettyProblems.writeLast(request, response, thenLinger, problem.get());
        }
    }

    /** To close while the caller still sends would reset the connection, and the answer would be lost with it. */
    private void linger() {
        request.getComponents().getScheduler().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
        discard();
    }

    private void discard() {
        Content.Chunk chunk = request.read();
        while (chunk != null) {
            chunk.release();
            if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
                close();
                return;
            }
            chunk = request.read();
        }
        request.demand(Invocable.from(InvocationType.NON_BLOCKING, this::discard));
    }

    private void close() {
        if (closed.compareAndSet(false, true)) {
            callback.succeeded();
        }
    }

    private void handOn() {
        if (end()) {
            Request whole = new Whole(request, bytes.toByteArray());
            try {
                if (!next.handle(whole, response, callback)) {
                    Response.writeError(whole, response, callback, 404);
                }
            } catch (Exception e) {
                Response.writeError(whole, response, callback, e);
            }
        }
    }

    /** The request with its body in memory. */
    private static final class Whole extends Request.Wrapper {
        private final Content.Source body;

        Whole(Request request, byte[] body) {
            super(request);
            this.body = new ByteBufferContentSource(ByteBuffer.wrap(body));
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable available) {
            body.demand(available);
        }
    }
}
