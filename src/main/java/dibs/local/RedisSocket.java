package dibs.local;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a Redis one thing over a plain socket, so that this package needs no client library. */
final class RedisSocket {
    private static final int MILLIS = (int) Duration.ofSeconds(1).toMillis();

    private RedisSocket() {}

    /** Whether it serves: while it loads its data it answers, but with an error. */
    static boolean answersPing(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(LocalPort.address(port), MILLIS);
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }
}
