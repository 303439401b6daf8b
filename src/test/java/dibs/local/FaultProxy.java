package dibs.local;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.core.throttle.Throttler;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;
import org.slf4j.LoggerFactory;

/** A proxy in front of a server on this machine, which delays its answers, or drops one. Thread-safe. */
public final class FaultProxy implements AutoCloseable {
    static {
        // It shouts at every connection that breaks, which is what it is for.
        ((Logger) LoggerFactory.getLogger("org.netcrusher")).setLevel(Level.OFF);
    }

    private final NioReactor reactor;
    private final TcpCrusher crusher;
    private final int port;
    private final AtomicReference<String> doomed = new AtomicReference<>();
    private volatile long delayMillis;

    public FaultProxy(int server) {
        try {
            this.port = LocalPort.anyFree();
            this.reactor = new NioReactor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.crusher = TcpCrusherBuilder.builder()
                .withReactor(reactor)
                .withBindAddress(LocalPort.HOST, port)
                .withConnectAddress(LocalPort.HOST, server)
                .withIncomingThrottlerFactory(client -> this::delay)
                .withIncomingTransformFilterFactory(client -> this::pass)
                .buildAndOpen();
    }

    private long delay(ByteBuffer answer) {
        return delayMillis == 0 ? Throttler.NO_DELAY_NS : TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }

    private void pass(ByteBuffer answer) {
        String text = doomed.get();
        if (text != null) {
            byte[] bytes = new byte[answer.remaining()];
            answer.duplicate().get(bytes);
            if (new String(bytes, StandardCharsets.UTF_8).contains(text) && doomed.compareAndSet(text, null)) {
                answer.limit(answer.position());
            }
        }
    }

    public int port() {
        return port;
    }

    /** Every answer comes so much later; 0: at once. */
    public void delay(long millis) {
        delayMillis = millis;
    }

    /** The next answer that holds {@code text} never arrives. */
    public void drop(String text) {
        doomed.set(text);
    }

    /** Whether it was dropped. */
    public boolean hasDropped() {
        return doomed.get() == null;
    }

    @Override
    public void close() {
        crusher.close();
        reactor.close();
    }
}
