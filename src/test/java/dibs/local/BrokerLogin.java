package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What brokers are told that speak nothing but TLS and ask who is there, and what their clients are told. Immutable.
 *
 * @param certificates a folder that {@link Certificates} wrote to
 * @param password of everybody
 */
record BrokerLogin(Path certificates, String password) {
    /** Whom clients log in as. */
    static final String USER = "dibs";
    /** Who may do everything. */
    static final String BROKER = "broker";

    /** Users may do only what they are allowed to. */
    static final Map<String, String> WITH_RIGHTS = Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users",
            "User:" + BROKER + ";User:ANONYMOUS");

    /** Of a broker at these ports; who votes for controllers is left to others. */
    Map<String, String> settings(String host, int port, int controllerPort) {
        Map<String, String> settings = new HashMap<>(stores());
        String broker = "SASL://" + host + ":" + port;
        settings.put("listeners", broker + ",CONTROLLER://" + host + ":" + controllerPort);
        settings.put("advertised.listeners", broker);
        settings.put("listener.security.protocol.map", "SASL:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "SASL");
        settings.put(
                "ssl.keystore.location", Certificates.keyStore(certificates).toString());
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.password", Certificates.STORE_PASSWORD);
        settings.put("ssl.key.password", Certificates.STORE_PASSWORD);
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put(
                "listener.name.sasl.plain.sasl.jaas.config",
                login(BROKER, " user_" + BROKER + "=\"" + password + "\" user_" + USER + "=\"" + password + "\""));
        return settings;
    }

    /** What a client needs. */
    Map<String, String> client(String user) {
        Map<String, String> settings = new HashMap<>(stores());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "PLAIN");
        settings.put("sasl.jaas.config", login(user, ""));
        return settings;
    }

    /** The same in a file, as Kafka's own tools take it. */
    Path client(Path file, String user) throws IOException {
        StringBuilder lines = new StringBuilder();
        client(user)
                .forEach((key, value) ->
                        lines.append(key).append('=').append(value).append('\n'));
        return Files.writeString(file, lines);
    }

    private Map<String, String> stores() {
        return Map.of(
                "ssl.truststore.location",
                Certificates.trustStore(certificates).toString(),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.password",
                Certificates.STORE_PASSWORD);
    }

    private String login(String user, String more) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                + password + "\"" + more + ";";
    }
}
