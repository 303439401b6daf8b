package dibs.front;

import dibs.wire.Printable;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;

/** Problems instead of pages for what never reaches a route: what is no HTTP, and what comes while we stop. */
final class JettyProblems extends ErrorHandler {
    private final RequestLog log;

    JettyProblems(RequestLog log) {
        this.log = log;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        boolean head =
                status == HttpStatus.URI_TOO_LONG_414 || status == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431;
        Problem problem = head ? largeHead(status, request) : problem(status, reason(request));
        // Jetty does not read on behind what it could not parse; a caller who is not told would send the next request
        // there.
        if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException) {
            writeLast(request, response, callback, problem);
        } else {
            write(request, response, callback, problem);
        }
        log.unrouted(
                response.getHeaders().get(RequestLog.HEADER),
                request.getMethod(),
                status,
                NanoTime.millisSince(request.getBeginNanoTime()));
        return true;
    }

    private static Problem largeHead(int status, Request request) {
        int most = request.getConnectionMetaData().getHttpConfiguration().getRequestHeaderSize();
        return of(status, "the first line and the headers may have at most " + most + " bytes together");
    }

    static void write(Request request, Response response, Callback callback, Problem problem) {
        response.setStatus(problem.status());
        response.getHeaders()
                .put(RequestLog.HEADER, RequestLog.id(request.getHeaders().get(RequestLog.HEADER)));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (problem.isTransient() && !response.getHeaders().contains(HttpHeader.RETRY_AFTER)) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, Problem.retryAfter());
        }
        response.write(true, ByteBuffer.wrap(problem.body()), callback);
    }

    /** The last answer on its connection. */
    static void writeLast(Request request, Response response, Callback callback, Problem problem) {
        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
        write(request, response, callback, problem);
    }

    private static String reason(Request request) {
        return request.getAttribute(ERROR_EXCEPTION) instanceof HttpException e ? e.getReason() : null;
    }

    /** What is wrong in Jetty's words, or null, is told where it is the caller who can mend it. */
    static Problem problem(int status, String reason) {
        return switch (status) {
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> Problem.unavailable("this instance is stopping; send it again");
            case HttpStatus.PAYLOAD_TOO_LARGE_413 -> Problem.tooLarge();
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> of(status, "HTTP/1.1 and HTTP/1.0 are spoken here");
            case HttpStatus.INTERNAL_SERVER_ERROR_500 -> of(status, "this should not have happened; see the log");
            default -> of(status, "this is not valid HTTP/1.1" + (reason == null ? "" : ": " + Printable.of(reason)));
        };
    }

    private static Problem of(int status, String detail) {
        return new Problem(status, HttpStatus.getMessage(status), detail);
    }
}
