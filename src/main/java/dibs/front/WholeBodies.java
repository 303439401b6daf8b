package dibs.front;

import dibs.campaign.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Hands a request on when its whole body is here: whoever sends slowly holds a connection, and no thread that others
 * need.
 *
 * <p>Bodies are copied, since a piece of one byte would hold the whole buffer it was read into. Thread-safe.
 */
final class WholeBodies extends Handler.Wrapper {

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getLength() > Limits.MAX_REQUEST_BYTES) {
            Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
            return true;
        }
        if (request.getLength() <= 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return super.handle(request, response, callback);
        }
        new Arriving(request, response, callback).read();
        return true;
    }

    /** A body on its way. Used by one thread at a time. */
    private final class Arriving {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);

        Arriving(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        /** Takes what is here; called again when there is more. */
        void read() {
            Content.Chunk chunk = request.read();
            while (chunk != null && take(chunk)) {
                chunk = request.read();
            }
            if (chunk == null) {
                request.demand(this::read);
            }
        }

        /** Whether more is to come. */
        private boolean take(Content.Chunk chunk) {
            if (Content.Chunk.isFailure(chunk)) {
                Response.writeError(request, response, callback, chunk.getFailure());
                return false;
            }
            byte[] piece = new byte[chunk.remaining()];
            chunk.get(piece, 0, piece.length);
            chunk.release();
            body.writeBytes(piece);
            if (body.size() > Limits.MAX_REQUEST_BYTES) {
                Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
                return false;
            }
            if (chunk.isLast()) {
                handOn();
            }
            return !chunk.isLast();
        }

        private void handOn() {
            try {
                if (!getHandler().handle(new Arrived(request, body.toByteArray()), response, callback)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                }
            } catch (Exception e) {
                Response.writeError(request, response, callback, e);
            }
        }
    }

    /** A request with a body that is here. */
    private static final class Arrived extends Request.Wrapper {
        private Content.Chunk next;

        Arrived(Request request, byte[] body) {
            super(request);
            this.next = Content.Chunk.from(ByteBuffer.wrap(body), true);
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk read = next;
            next = Content.Chunk.EOF;
            return read;
        }

        @Override
        public void demand(Runnable whenRead) {
            whenRead.run();
        }
    }
}
