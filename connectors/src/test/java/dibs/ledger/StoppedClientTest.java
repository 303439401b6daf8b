package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A writer that stands still in the middle of sending: its statement has run, and what would end its transaction is
 * still in its memory. No driver can be stopped there on purpose, so this speaks PostgreSQL's protocol itself.
 */
class StoppedClientTest extends SinkTest {
    private static final int PROTOCOL = 196_608;

    /** transaction_timeout and what a try again may take: a backoff, and one lock time-out. */
    private static final Duration AT_MOST = Duration.ofSeconds(5 + 5 + 2);

    @Test
    void itsLockIsGivenBackInTime() throws Exception {
        LedgerSink sink = world.sink(2_000);
        world.grants(1, 10);
        world.awaitRows(10);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.database.port())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            start(out, world.name());
            awaitMessage(in, 'Z');
            send(out, 'Q', text(LedgerDatabase.WRITE_LIMITS));
            awaitMessage(in, 'Z');

            // Parse, bind, execute, flush; but no sync.
            send(out, 'P', text(""), text("select from dibs.ledger_pace for update"), new byte[2]);
            send(out, 'B', text(""), text(""), new byte[6]);
            send(out, 'E', text(""), new byte[4]);
            send(out, 'H');
            awaitMessage(in, 'C');
            long stopped = System.nanoTime();
            assertThatThrownBy(() ->
                            world.database.execute(world.name(), "select from dibs.ledger_pace for update nowait"))
                    .hasMessageContaining("could not obtain lock");

            world.grants(11, 20);
            world.awaitRows(20);
            Duration waited = Duration.ofNanos(System.nanoTime() - stopped);
            System.out.println("a client stopped while sending held the others up for " + waited.toMillis() + " ms");
            assertThat(waited).isLessThan(AT_MOST);
            world.assertExactly(20);
            SinkWorld.awaitState(sink, LedgerState.RUNNING);
        }
    }

    private static void start(DataOutputStream out, String database) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String word : new String[] {"user", "postgres", "database", database, ""}) {
            body.write(text(word));
        }
        out.writeInt(body.size() + 8);
        out.writeInt(PROTOCOL);
        body.writeTo(out);
        out.flush();
    }

    private static void send(DataOutputStream out, char type, byte[]... parts) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.write(part);
        }
        out.write(type);
        out.writeInt(body.size() + 4);
        body.writeTo(out);
        out.flush();
    }

    private static void awaitMessage(DataInputStream in, char wanted) throws IOException {
        char type;
        do {
            type = (char) in.readUnsignedByte();
            byte[] body = in.readNBytes(in.readInt() - 4);
            assertThat(type).as(new String(body, StandardCharsets.UTF_8)).isNotEqualTo('E');
        } while (type != wanted);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
