package dibs.trim;

import dibs.ledger.DatabaseUrl;
import dibs.stream.Topics;
import java.util.Map;

/**
 * What is trimmed, and by what: one cluster's logs, and its own ledger.
 *
 * @param client settings for every Kafka client, at least {@code bootstrap.servers}
 */
public record TrimSources(Map<String, Object> client, Topics topics, DatabaseUrl ledger) {}
