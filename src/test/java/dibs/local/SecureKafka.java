package dibs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;

/** A broker that speaks nothing but TLS and asks who is there. */
public final class SecureKafka implements AutoCloseable {
    /** Whom clients log in as. */
    public static final String USER = BrokerLogin.USER;

    private final BrokerLogin login;
    private final DataFolder folder;
    private final EmbeddedKafka broker;

    private SecureKafka(BrokerLogin login, DataFolder folder, EmbeddedKafka broker) {
        this.login = login;
        this.folder = folder;
        this.broker = broker;
    }

    /** On an empty folder, with one user of that password. */
    public static SecureKafka start(Path path, String password) throws IOException, GeneralSecurityException {
        return start(path, password, Map.of());
    }

    /** The same; that user may do only what it is allowed to. */
    public static SecureKafka startWithRights(Path path, String password) throws IOException, GeneralSecurityException {
        return start(path, password, BrokerLogin.WITH_RIGHTS);
    }

    private static SecureKafka start(Path path, String password, Map<String, String> more)
            throws IOException, GeneralSecurityException {
        Path certificates = Files.createDirectories(path.resolve("certificates"));
        Certificates.write(certificates, "ip:" + LocalPort.HOST);
        BrokerLogin login = new BrokerLogin(certificates, password);
        int port = LocalPort.anyFree();
        int controllerPort = LocalPort.anyFree();
        Map<String, String> settings = login.settings(LocalPort.HOST, port, controllerPort);
        settings.put("controller.quorum.voters", KafkaSettings.NODE + "@" + LocalPort.HOST + ":" + controllerPort);
        settings.putAll(more);
        DataFolder folder = DataFolder.open(path.resolve("data"));
        return new SecureKafka(login, folder, EmbeddedKafka.start(folder, port, settings, step -> {}));
    }

    public String address() {
        return broker.address();
    }

    /** Writes what a client needs, as Kafka's own tools take it. */
    public Path client(Path file, String password) throws IOException {
        return new BrokerLogin(login.certificates(), password).client(file, USER);
    }

    /** The same for whoever may do everything. */
    public Path superUser(Path file, String password) throws IOException {
        return new BrokerLogin(login.certificates(), password).client(file, BrokerLogin.BROKER);
    }

    @Override
    public void close() {
        broker.close();
        folder.close();
    }
}
