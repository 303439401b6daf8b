package dibs.ledger;

import org.flywaydb.core.Flyway;

/**
 * Brings the schema {@code dibs} up to date; instances that start together take turns.
 *
 * <p>It needs no more than the right to create a schema in the database. Calls may run at the same time.
 */
final class LedgerSchema {
    /** How often Flyway asks, once a second, for the lock another instance migrates under. */
    private static final int LOCK_ATTEMPTS = 60;

    private LedgerSchema() {}

    static void migrate(DatabaseUrl url) {
        Flyway.configure(LedgerSchema.class.getClassLoader())
                .dataSource(url.jdbcUrl(), url.user(), url.password())
                .defaultSchema("dibs")
                .schemas("dibs")
                .createSchemas(true)
                .locations("classpath:dibs/ledger/migration")
                .lockRetryCount(LOCK_ATTEMPTS)
                .connectRetries(0)
                .load()
                .migrate();
    }
}
