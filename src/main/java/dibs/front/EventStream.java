package dibs.front;

import io.javalin.http.Context;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.HttpOutput;

/**
 * One who listens. Whoever offers an event never waits for the listener: while one is being written only the newest
 * waits, so a slow listener misses some, and one that takes nothing is closed by the connection's idle time-out.
 *
 * <p>Thread-safe; holds no thread.
 */
final class EventStream implements WriteListener {
    private static final ByteBuffer COMMENT = ascii(":\n\n").asReadOnlyBuffer();

    /** Milliseconds after which a client comes back; spread, so that not all come at once. */
    private static final int RETRY = 1_000;

    private final AtomicReference<ByteBuffer> waiting = new AtomicReference<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private HttpOutput out;
    private boolean writable;
    private StatsEvent newest;

    /** Called after {@link #open}; what is no newer than what was told is not. */
    synchronized void offer(StatsEvent event) {
        if (event.isNews(newest)) {
            newest = event;
            waiting.set(event.text());
            write();
        }
    }

    /** Something to write where there is nothing else: only a write tells that a listener is gone. */
    void beat() {
        if (waiting.compareAndSet(null, COMMENT)) {
            write();
        }
    }

    /**
     * Begins to answer with {@code event}.
     *
     * @return completed when the listener is gone, or the stream was ended
     */
    CompletableFuture<Void> open(Context ctx, StatsEvent event) {
        ctx.header(StoreQueries.POSITION_HEADER, event.position().toString());
        ctx.header("Cache-Control", "no-store");
        // Proxies that gather answers would hold events back.
        ctx.header("X-Accel-Buffering", "no");
        ctx.contentType("text/event-stream");
        waiting.compareAndSet(null, withRetry(event.text()));
        try {
            HttpOutput output = (HttpOutput) ctx.res().getOutputStream();
            synchronized (this) {
                out = output;
                newest = event;
            }
            output.setWriteListener(this);
        } catch (IOException gone) {
            end();
        }
        return ended;
    }

    private static ByteBuffer withRetry(ByteBuffer event) {
        ByteBuffer line = ascii("retry: " + (RETRY + ThreadLocalRandom.current().nextInt(2 * RETRY)) + "\n");
        return ByteBuffer.allocate(line.remaining() + event.remaining())
                .put(line)
                .put(event.duplicate())
                .flip();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Ends the answer in order; a client comes back by itself. */
    void end() {
        ended.complete(null);
    }

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        write();
    }

    @Override
    public void onError(Throwable gone) {
        end();
    }

    private void write() {
        try {
            writeWaiting();
        } catch (IOException gone) {
            end();
        }
    }

    /** Where the output is not ready, it says so when it is: see {@link #onWritePossible}. */
    private synchronized void writeWaiting() throws IOException {
        while (writable && waiting.get() != null) {
            writable = out.isReady();
            if (writable) {
                // Past the output's own buffer, which would be 32 KiB for each listener.
                out.write(waiting.getAndSet(null).duplicate());
            }
        }
    }
}
