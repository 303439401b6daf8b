package dibs.front;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Problems instead of pages for what never reaches a route: what is no HTTP, and what comes while we stop. */
final class JettyProblems extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        write(response, callback, problem(response.getStatus()));
        return true;
    }

    static void write(Response response, Callback callback, Problem problem) {
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (problem.isTransient()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, Problem.retryAfter());
        }
        response.write(true, ByteBuffer.wrap(problem.body()), callback);
    }

    /** The last answer on its connection. */
    static void writeLast(Response response, Callback callback, Problem problem) {
        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        write(response, callback, problem);
    }

    static Problem problem(int status) {
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            return Problem.unavailable("this instance is stopping; send it again");
        }
        String detail = status < HttpStatus.INTERNAL_SERVER_ERROR_500
                ? "this is not valid HTTP, or larger than allowed"
                : "this should not have happened; see the log";
        return new Problem(status, HttpStatus.getMessage(status), detail);
    }
}
