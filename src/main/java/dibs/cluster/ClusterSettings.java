package dibs.cluster;

import java.util.Map;

/**
 * What an instance needs to know to talk with the others.
 *
 * @param host address it listens on for them
 * @param port 0 = any free
 * @param advertisedHost name or address under which the others reach it
 * @param secret that all instances share; empty where only this machine can reach them
 * @param topic where owners are announced
 * @param client extra properties for every Kafka client, such as security
 */
public record ClusterSettings(
        String host,
        int port,
        String advertisedHost,
        String secret,
        String bootstrapServers,
        String topic,
        Map<String, Object> client) {

    /** The secret is in no text. */
    @Override
    public String toString() {
        return "instance at " + advertisedHost;
    }
}
