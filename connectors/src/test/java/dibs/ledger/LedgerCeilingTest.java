package dibs.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What several instances do at once: write under one ceiling, and migrate. */
class LedgerCeilingTest {
    private static final int CONNECTIONS = 4;
    private static final int CEILING = 200;
    private static final int BATCH = CEILING / 20;

    private final TestDatabase server = SinkServers.DATABASE;

    @Test
    void noHalfOpenSecondEverHoldsMoreAndNearlyAllIsUsed() throws Exception {
        DatabaseUrl url = server.create("pace");
        try (LedgerDatabase first = new LedgerDatabase(url);
                LedgerDatabase second = new LedgerDatabase(url)) {
            first.migrate(CEILING);
            long end = System.nanoTime() + Duration.ofMillis(3_300).toNanos();
            atOnce(n -> writeUntil(end, n, n % 2 == 0 ? first : second));

            assertThat(server.count("pace", Window.BUSIEST)).isLessThanOrEqualTo(CEILING);
            // Three seconds have passed whole, and a fourth has begun.
            assertThat(server.count("pace", "select count(*) from dibs.ledger_entry"))
                    .isBetween(CEILING * 33L / 10 * 9 / 10, CEILING * 4L);
        }
    }

    private static Void writeUntil(long end, int partition, LedgerDatabase database) throws SQLException {
        LedgerWriter writer = new LedgerWriter(database.writes(), CEILING);
        Ownership owner = writer.takeOver(partition);
        while (System.nanoTime() - end < 0) {
            long next = owner.nextOffset() + BATCH;
            Ownership after = owner.movedTo(next, next - 1, "d");
            int from = (int) (1 + partition * 100_000 + owner.nextOffset());
            WriteResult result = writer.write(owner, after, Entries.grants(from, BATCH));
            if (result.outcome() == WriteResult.Outcome.WRITTEN) {
                owner = after;
            } else {
                LockSupport.parkNanos(Duration.ofMillis(result.waitMillis()).toNanos());
            }
        }
        return null;
    }

    @Test
    void instancesThatStartTogetherMigrateOnceWithSimplePrivileges() throws Exception {
        server.create("together");
        server.execute("together", "create role plain login; grant create on database together to plain");
        atOnce(n -> {
            try (LedgerDatabase database = new LedgerDatabase(server.url("together", "plain"))) {
                database.migrate(CEILING);
                return new LedgerWriter(database.writes(), CEILING).takeOver(n);
            }
        });

        assertThat(server.count("together", "select count(*) from dibs.ledger_progress"))
                .isEqualTo(CONNECTIONS);
        assertThat(server.query("together", "select version from dibs.flyway_schema_history where type = 'SQL'"))
                .containsExactlyInAnyOrder("1", "2", "3", "4", "5");
    }

    private interface Part<T> {
        T call(int number) throws Exception;
    }

    private static <T> void atOnce(Part<T> part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<T>> calls = new ArrayList<>();
            for (int n = 0; n < CONNECTIONS; n++) {
                int number = n;
                calls.add(() -> part.call(number));
            }
            for (Future<T> done : threads.invokeAll(calls)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
