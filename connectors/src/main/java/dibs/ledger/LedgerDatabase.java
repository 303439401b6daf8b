package dibs.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The ledger database as two small pools: one for the writer, which may wait, and one for readers, which may not.
 *
 * <p>Apart, so that wallets never stand behind batches. It opens without the database being there. Safe for use by
 * several threads. Times are milliseconds unless said otherwise.
 */
public final class LedgerDatabase implements AutoCloseable {
    private static final int WRITE_CONNECTIONS = 2;
    private static final int READ_CONNECTIONS = 5;
    private static final long WRITE_BORROW_MILLIS = 2_000;

    /** With {@link LedgerReads#ANSWER_MILLIS} this stays below the second a reader is promised. */
    private static final long READ_BORROW_MILLIS = 450;

    private static final long VALIDATION_MILLIS = 250;
    /** The last one is for a client stopped while it sends: its statement is done, its lock not yet given back. */
    static final String WRITE_LIMITS =
            "set statement_timeout = 5000; set lock_timeout = 2000; set idle_in_transaction_session_timeout = 5000;"
                    + " select set_config(name, '5000', false) from pg_settings where name = 'transaction_timeout'";

    private static final String READ_LIMITS =
            "set statement_timeout = 400; set lock_timeout = 400; set idle_in_transaction_session_timeout = 5000";

    /** How the connections of readers are named; behind it, each process has a number of its own. */
    static final String READER = "dibs-ledger-read ";

    private final DatabaseUrl url;
    private final HikariDataSource writes;
    private HikariDataSource reads;
    private MeterRegistry registry;

    public LedgerDatabase(DatabaseUrl url) {
        this.url = url;
        this.writes = pool(url, "dibs-ledger-write", WRITE_CONNECTIONS, WRITE_BORROW_MILLIS, WRITE_LIMITS);
    }

    public DataSource writes() {
        return writes;
    }

    /** Whoever has it counts as a reader, by its one connection at least. */
    public synchronized DataSource reads() {
        if (reads == null) {
            String name = READER + Long.toHexString(new SecureRandom().nextLong());
            reads = pool(url, name, READ_CONNECTIONS, READ_BORROW_MILLIS, READ_LIMITS);
            reads.setMetricRegistry(registry);
        }
        return reads;
    }

    /** Counts and times what is lent by the pools; to be called before anything is. */
    public synchronized void measure(MeterRegistry meters) {
        registry = meters;
        writes.setMetricRegistry(meters);
    }

    /** Brings the schema up to date, and tells it the ceiling for whoever writes without being a sink. */
    void migrate(int rowsPerSecond) throws SQLException {
        LedgerSchema.migrate(url);
        new LedgerWriter(writes, rowsPerSecond).setCeiling();
    }

    private static HikariDataSource pool(DatabaseUrl url, String name, int size, long borrow, String limits) {
        HikariConfig config = new HikariConfig();
        // What follows the first word is this process's own, and other at every start.
        config.setPoolName(name.split(" ", 2)[0]);
        config.setJdbcUrl(url.jdbcUrl());
        if (!url.user().isEmpty()) {
            config.setUsername(url.user());
        }
        if (!url.password().isEmpty()) {
            config.setPassword(url.password());
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(borrow);
        config.setValidationTimeout(VALIDATION_MILLIS);
        // The pool opens while the database is away; whoever borrows is told.
        config.setInitializationFailTimeout(-1);
        // Each statement of the writer function must see what was committed before it.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(limits);
        config.setExceptionOverride(new LeaveReadOnlyServer());
        // Seconds: a peer that vanished without a word must not hold a thread for longer.
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("loginTimeout", "2");
        config.addDataSourceProperty("socketTimeout", "8");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", name);
        return new HikariDataSource(config);
    }

    @Override
    public synchronized void close() {
        writes.close();
        if (reads != null) {
            reads.close();
        }
    }
}
