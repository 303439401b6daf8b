package dibs.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is audited, and where it is.
 *
 * @param client settings for every Kafka client, at least {@code bootstrap.servers}
 * @param group the decider's consumer group
 * @param entries the topic from which the ledger is written
 * @param campaigns the compacted topic that knows every campaign for ever
 * @param database the ledger's JDBC address, user and password; null: not audited
 */
public record AuditSources(
        Map<String, Object> client,
        String group,
        String requests,
        String decisions,
        String entries,
        String deadLetters,
        String campaigns,
        Database database,
        List<Path> journals) {

    /** How to reach the ledger. */
    public record Database(String jdbcUrl, String user, String password) {
        /** Without what nobody else shall read. */
        @Override
        public String toString() {
            return jdbcUrl.split("\\?", 2)[0] + " as " + user;
        }
    }

    /** The same with another topic of decisions, and so on for copies that are audited. */
    public AuditSources withDecisions(String topic) {
        return new AuditSources(client, group, requests, topic, entries, deadLetters, campaigns, database, journals);
    }

    public AuditSources withEntries(String topic) {
        return new AuditSources(client, group, requests, decisions, topic, deadLetters, campaigns, database, journals);
    }

    public AuditSources withDeadLetters(String topic) {
        return new AuditSources(client, group, requests, decisions, entries, topic, campaigns, database, journals);
    }

    public AuditSources withRequests(String topic, String itsGroup) {
        return new AuditSources(
                client, itsGroup, topic, decisions, entries, deadLetters, campaigns, database, journals);
    }

    public AuditSources withDatabase(Database other) {
        return new AuditSources(client, group, requests, decisions, entries, deadLetters, campaigns, other, journals);
    }

    public AuditSources withJournals(List<Path> others) {
        return new AuditSources(client, group, requests, decisions, entries, deadLetters, campaigns, database, others);
    }
}
