package dibs.ledger;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema {@code dibs} up to date; instances that start together take turns.
 *
 * <p>It needs no more than the right to create a schema in the database. Calls may run at the same time.
 */
final class LedgerSchema {
    /** How often Flyway asks, once a second, for the lock another instance migrates under. */
    private static final int LOCK_ATTEMPTS = 60;

    /** Seconds to reach a server that may not answer; a migration itself may take long. */
    private static final int CONNECT_SECONDS = 5;

    private LedgerSchema() {}

    /**
     * Returns when the schema is up to date.
     *
     * @throws SQLException what the database said
     * @throws LedgerStoppedException if the schema is not one that these migrations made
     */
    static void migrate(DatabaseUrl url) throws SQLException {
        try {
            Flyway.configure(LedgerSchema.class.getClassLoader())
                    .dataSource(dataSource(url))
                    .defaultSchema("dibs")
                    .schemas("dibs")
                    .createSchemas(true)
                    .locations("classpath:dibs/ledger/migration")
                    .lockRetryCount(LOCK_ATTEMPTS)
                    .connectRetries(0)
                    .load()
                    .migrate();
        } catch (FlywayValidateException e) {
            throw new LedgerStoppedException("the schema dibs was not made by this build's migrations: "
                    + e.getMessage().strip().replaceAll("\\s*\\R\\s*", " "));
        } catch (FlywayException e) {
            throw cause(e);
        }
    }

    private static PGSimpleDataSource dataSource(DatabaseUrl url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        if (!url.user().isEmpty()) {
            source.setUser(url.user());
        }
        if (!url.password().isEmpty()) {
            source.setPassword(url.password());
        }
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("dibs-ledger-migrate");
        return source;
    }

    private static SQLException cause(FlywayException e) {
        Throwable cause = e;
        while (cause != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return cause == null ? new SQLException(e.getMessage(), e) : (SQLException) cause;
    }
}
