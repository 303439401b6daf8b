package dibs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PeersTest {
    /** More than calls that may be under way at once, each with all the questions it can have. */
    private static final int QUESTIONS = 10 * Peer.MOST_IN_A_CALL;

    /** As one whose machine lost its power between the head of an answer and its body. */
    @Test
    void aPeerThatBeginsToAnswerAndStopsHoldsUpNobodyForLong() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Peers peers = new Peers("secret", new SimpleMeterRegistry())) {
            ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
            Thread halves = new Thread(() -> answerHalf(server, open));
            halves.setDaemon(true);
            halves.start();
            String address = server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
            List<CompletableFuture<Optional<StoreAnswer>>> answers = new ArrayList<>();
            IntStream.range(0, QUESTIONS)
                    .forEach(i -> answers.add(peers.ask(address, StoreQuestion.about(0, "spring", "u-" + i))));
            for (CompletableFuture<Optional<StoreAnswer>> each : answers) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isEmpty();
            }
            for (Socket each : open) {
                each.close();
            }
        }
    }

    private static void answerHalf(ServerSocket server, ConcurrentLinkedQueue<Socket> open) {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}
