package dibs.front;

import dibs.auth.AuthSettings;
import dibs.stream.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * What a front needs to know.
 *
 * @param port 0 = any free
 * @param partitions of the request log and of the replies
 * @param decisionTimeout how long an answer waits for its decision
 * @param soldOutLease how long a front may refuse by itself; answers to operators are held a little longer
 * @param keyStore a PKCS12 file with the certificate for HTTPS; empty: plain HTTP
 * @param pageDeadline how long a page waits for its parts
 * @param maxUnderWay requests that wait for a decision at once; above it 503
 * @param threads of the HTTP server
 * @param limits what it takes at most
 * @param accessLog whether each answer is a line of the log
 * @param auth how callers prove who they are
 * @param client extra properties for every Kafka client, such as security
 */
public record FrontSettings(
        String host,
        int port,
        String bootstrapServers,
        Topics topics,
        int partitions,
        Duration decisionTimeout,
        Duration soldOutLease,
        String keyStore,
        String keyStorePassword,
        Duration pageDeadline,
        int maxUnderWay,
        int threads,
        FrontLimits limits,
        boolean accessLog,
        AuthSettings auth,
        Map<String, Object> client) {

    /** What an address of it begins with. */
    public String scheme() {
        return keyStore.isEmpty() ? "http" : "https";
    }
}
