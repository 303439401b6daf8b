package dibs.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue that is full, on real connections: who is turned away knows at once, and who comes back at once waits. */
@Timeout(60)
class LateClaimsTest {
    private static final String CLAIM = "POST /v1/campaigns/spring/claims HTTP/1.1\r\nHost: x\r\n";

    private final ClaimQueues queues = new ClaimQueues(1, Duration.ofSeconds(1));
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        LateClaims late =
                new LateClaims(queues, campaign -> 0, campaign -> false, new Refusals(new SimpleMeterRegistry()));
        late.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                callback.succeeded();
                return true;
            }
        });
        server.addConnector(connector);
        server.setHandler(late);
        server.start();
        for (int i = 0; i < 256; i++) {
            queues.of(0).join();
        }
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void aConnectionWhoseClaimWasTurnedAwayIsNotReadForASecond() throws Exception {
        try (Caller caller = new Caller()) {
            long began = System.nanoTime();
            caller.send(CLAIM + "\r\n");
            assertThat(caller.status()).isEqualTo(503);
            long told = System.nanoTime();
            queues.of(0).leave(false);
            caller.send(CLAIM + "\r\n");
            assertThat(caller.status()).isEqualTo(200);
            long taken = System.nanoTime();
            assertThat(millis(began, taken)).isGreaterThanOrEqualTo(1_000);
            assertThat(millis(told, taken)).as("told at once").isGreaterThan(500);
        }
    }

    @Test
    void nobodyElseWaitsAndALastAnswerEndsAtOnce() throws Exception {
        try (Caller refused = new Caller();
                Caller other = new Caller()) {
            refused.send(CLAIM + "\r\n");
            assertThat(refused.status()).isEqualTo(503);
            long began = System.nanoTime();
            other.send(CLAIM + "Connection: close\r\n\r\n");
            assertThat(other.untilClosed()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
            assertThat(millis(began, System.nanoTime())).isLessThan(900);
        }
    }

    private static long millis(long from, long until) {
        return Duration.ofNanos(until - from).toMillis();
    }

    private final class Caller implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));

        private Caller() throws Exception {}

        void send(String request) throws Exception {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Of the next answer, once all of it is there. */
        int status() throws Exception {
            int status = Integer.parseInt(in.readLine().split(" ", 3)[1]);
            int length = 0;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring("Content-Length: ".length()));
                }
            }
            assertThat(in.skip(length)).isEqualTo(length);
            return status;
        }

        String untilClosed() {
            return String.join("\n", in.lines().toList());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
