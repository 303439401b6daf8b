package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dibs.campaign.Position;
import dibs.campaign.Tally;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener who does not read, on a real connection: nobody waits for it, and only the newest event does. */
@Timeout(60)
class EventStreamTest {
    private static final int IDLE_MILLIS = 2_000;
    private static final int LARGE = 1 << 20;

    private final BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Javalin server;

    @BeforeEach
    void start() {
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.addConnector((jetty, http) -> {
                ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
                connector.setHost("127.0.0.1");
                connector.setIdleTimeout(IDLE_MILLIS);
                return connector;
            });
            config.routes.get("/", this::listen);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private void listen(Context ctx) {
        ctx.future(() -> {
            ctx.req().getAsyncContext().setTimeout(0);
            EventStream stream = new EventStream();
            CompletableFuture<Void> over = stream.open(ctx, event(0, 8));
            streams.add(stream);
            return over.whenComplete((gone, failure) -> ended.complete(null));
        });
    }

    /** The events offered are more than the heap could hold. */
    @Test
    void whoReadsNothingIsCutAndUntilThenOnlyTheNewestEventWaits() throws Exception {
        try (Socket reader = connect()) {
            EventStream stream = streams.poll(10, TimeUnit.SECONDS);
            long bytes = 2 * Runtime.getRuntime().maxMemory();
            for (long offered = 1; offered < bytes; offered += LARGE) {
                stream.offer(event(offered, LARGE));
            }
            await().atMost(Duration.ofSeconds(20)).until(ended::isDone);
            assertThat(reader.isConnected()).isTrue();
        }
    }

    @Test
    void whoReadsLateGetsTheNewest() throws Exception {
        List<StatsEvent> events =
                IntStream.range(1, 100).mapToObj(i -> event(i, LARGE)).toList();
        try (Socket reader = connect()) {
            EventStream stream = streams.poll(10, TimeUnit.SECONDS);
            events.forEach(stream::offer);
            InputStream in = reader.getInputStream();
            assertThat(readUntil(in, "#99 ")).doesNotContain("#50 ");
        }
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static StatsEvent event(long number, int size) {
        ByteBuffer text = ByteBuffer.allocate(size);
        text.put(0, ("#" + number + " ").getBytes(StandardCharsets.US_ASCII));
        return new StatsEvent(new Position(0, number), number, Tally.NOTHING, text);
    }

    private static String readUntil(InputStream in, String end) throws Exception {
        StringBuilder text = new StringBuilder();
        byte[] some = new byte[64 << 10];
        while (text.indexOf(end) < 0) {
            int read = in.read(some);
            assertThat(read).as("read so far: %s", text.length()).isPositive();
            String part = new String(some, 0, read, StandardCharsets.US_ASCII);
            text.append(part.replace("\0", ""));
        }
        return text.toString();
    }
}
