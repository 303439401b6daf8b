package dibs.ledger;

import dibs.local.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A wallet of five entries from a real PostgreSQL that holds 10,000 of them: what a cache saves. */
@State(Scope.Benchmark)
public class LedgerReadsBenchmark {
    private static final String FILL = "insert into dibs.ledger_entry"
            + " select 'campaign-' || i % 5, 'u-' || i / 5, 'grant', 100, i + 1, '0:' || i, now(), 0, i, now()"
            + " from generate_series(0, 49999) i";

    private LedgerDatabase database;
    private LedgerReads ledger;

    @Setup(Level.Trial)
    public void start() throws SQLException {
        String server = TestServers.newDatabase();
        DatabaseUrl url = DatabaseUrl.parse(server);
        LedgerSchema.migrate(url);
        database = new LedgerDatabase(url);
        ledger = new LedgerReads(database.reads());
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            statement.execute(FILL);
            statement.execute("vacuum analyze dibs.ledger_entry");
        }
    }

    @Benchmark
    public Wallet walletFromDatabase() {
        return ledger.wallet("u-1234");
    }

    @TearDown(Level.Trial)
    public void stop() {
        database.close();
    }
}
