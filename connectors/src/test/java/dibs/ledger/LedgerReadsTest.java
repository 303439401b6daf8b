package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A reader is told within a second when the database is away, in either way a database can be away. */
class LedgerReadsTest {
    private static final Duration PROMISED = Duration.ofSeconds(1);

    /** What a busy machine may add before the test calls it late. */
    private static final Duration SLACK = Duration.ofMillis(500);

    @Test
    void aClosedPortIsReportedInTime() throws IOException {
        assertReportedInTime(TestDatabase.freePort());
    }

    @Test
    void aServerThatNeverAnswersIsReportedInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertReportedInTime(silent.getLocalPort());
        }
    }

    private static void assertReportedInTime(int port) {
        try (LedgerDatabase database =
                new LedgerDatabase(DatabaseUrl.parse("postgresql://u@127.0.0.1:" + port + "/dibs"))) {
            LedgerReads reads = new LedgerReads(database.reads());
            long start = System.nanoTime();
            assertThatThrownBy(() -> reads.contains("spring", "u-1")).isInstanceOf(LedgerUnreachableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISED.plus(SLACK));
        }
    }
}
