package dibs.front;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.HttpOutput;

/**
 * A file of a page, in memory once for all who read it. It is written without a thread that waits for its reader, and
 * past the output's own buffer: a megabyte for each slow reader would be too much. Immutable; thread-safe.
 *
 * @param content to be read by duplicates
 */
record StaticFile(String type, ByteBuffer content, String etag) {

    /** The resource of the class path at {@code path}. */
    static StaticFile of(String type, String path) {
        try (InputStream in = StaticFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing on the class path");
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            String etag = "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
            return new StaticFile(type, ByteBuffer.wrap(content).asReadOnlyBuffer(), etag);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void answer(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        if (Routes.isCurrent(ctx, etag)) {
            return;
        }
        ctx.contentType(type);
        ctx.header("Content-Length", Integer.toString(content.remaining()));
        if (!ctx.method().equals(HandlerType.HEAD)) {
            ctx.future(() -> {
                // Who reads nothing is cut by the connection's idle time-out.
                ctx.req().getAsyncContext().setTimeout(0);
                return write(ctx);
            });
        }
    }

    private CompletableFuture<Void> write(Context ctx) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            HttpOutput out = (HttpOutput) ctx.res().getOutputStream();
            out.setWriteListener(new Writing(out, content.duplicate(), written));
        } catch (IOException gone) {
            written.complete(null);
        }
        return written;
    }

    /** Jetty asks once to begin, and once more when all is written; one thread at a time. */
    private static final class Writing implements WriteListener {
        private final HttpOutput out;
        private final ByteBuffer content;
        private final CompletableFuture<Void> written;
        private boolean begun;

        Writing(HttpOutput out, ByteBuffer content, CompletableFuture<Void> written) {
            this.out = out;
            this.content = content;
            this.written = written;
        }

        @Override
        public void onWritePossible() throws IOException {
            if (out.isReady() && !begun) {
                begun = true;
                out.write(content);
            }
            if (out.isReady()) {
                written.complete(null);
            }
        }

        @Override
        public void onError(Throwable gone) {
            written.complete(null);
        }
    }
}
