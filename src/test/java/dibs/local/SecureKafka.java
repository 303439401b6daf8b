package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

/** A broker that speaks nothing but TLS and asks who is there. */
public final class SecureKafka implements AutoCloseable {
    /** Whom clients log in as. */
    public static final String USER = "dibs";

    private static final String BROKER = "broker";

    private final Path certificates;
    private final DataFolder folder;
    private final EmbeddedKafka broker;

    private SecureKafka(Path certificates, DataFolder folder, EmbeddedKafka broker) {
        this.certificates = certificates;
        this.folder = folder;
        this.broker = broker;
    }

    /** On an empty folder, with one user of that password. */
    public static SecureKafka start(Path path, String password) throws IOException, GeneralSecurityException {
        return start(path, password, Map.of());
    }

    /** The same; that user may do only what it is allowed to. */
    public static SecureKafka startWithRights(Path path, String password) throws IOException, GeneralSecurityException {
        Map<String, String> rights = Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:" + BROKER + ";User:ANONYMOUS");
        return start(path, password, rights);
    }

    private static SecureKafka start(Path path, String password, Map<String, String> more)
            throws IOException, GeneralSecurityException {
        Path certificates = Files.createDirectories(path.resolve("certificates"));
        Certificates.write(certificates, "ip:127.0.0.1");
        int port = LocalPort.anyFree();
        Map<String, String> settings = new HashMap<>(stores(certificates));
        listeners(settings, port, LocalPort.anyFree());
        settings.put(
                "ssl.keystore.location", Certificates.keyStore(certificates).toString());
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.password", Certificates.STORE_PASSWORD);
        settings.put("ssl.key.password", Certificates.STORE_PASSWORD);
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put(
                "listener.name.sasl.plain.sasl.jaas.config",
                login(
                        BROKER,
                        password,
                        " user_" + BROKER + "=\"" + password + "\" user_" + USER + "=\"" + password + "\""));
        settings.putAll(more);
        DataFolder folder = DataFolder.open(path.resolve("data"));
        return new SecureKafka(certificates, folder, EmbeddedKafka.start(folder, port, settings, step -> {}));
    }

    private static void listeners(Map<String, String> settings, int port, int controllerPort) {
        String broker = "SASL://" + LocalPort.HOST + ":" + port;
        String controller = LocalPort.HOST + ":" + controllerPort;
        settings.put("listeners", broker + ",CONTROLLER://" + controller);
        settings.put("advertised.listeners", broker);
        settings.put("listener.security.protocol.map", "SASL:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "SASL");
        settings.put("controller.quorum.voters", KafkaSettings.NODE + "@" + controller);
    }

    private static Map<String, String> stores(Path certificates) {
        return Map.of(
                "ssl.truststore.location",
                Certificates.trustStore(certificates).toString(),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.password",
                Certificates.STORE_PASSWORD);
    }

    private static String login(String user, String password, String more) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                + password + "\"" + more + ";";
    }

    public String address() {
        return broker.address();
    }

    /** Writes what a client needs, as Kafka's own tools take it. */
    public Path client(Path file, String password) throws IOException {
        return client(file, USER, password);
    }

    /** The same for whoever may do everything. */
    public Path superUser(Path file, String password) throws IOException {
        return client(file, BROKER, password);
    }

    private Path client(Path file, String user, String password) throws IOException {
        StringBuilder lines = new StringBuilder("security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n");
        lines.append("sasl.jaas.config=").append(login(user, password, "")).append('\n');
        stores(certificates)
                .forEach((key, value) ->
                        lines.append(key).append('=').append(value).append('\n'));
        return Files.writeString(file, lines);
    }

    @Override
    public void close() {
        broker.close();
        folder.close();
    }
}
