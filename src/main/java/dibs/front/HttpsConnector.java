package dibs.front;

import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** HTTPS instead of HTTP, with the certificate of a PKCS12 file. */
final class HttpsConnector {
    private HttpsConnector() {}

    static ServerConnector of(Server server, HttpConfiguration plain, FrontSettings settings) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(keyStore(settings));
        tls.setKeyStorePassword(settings.keyStorePassword());
        HttpConfiguration secure = new HttpConfiguration(plain);
        // The name a client asks for is no matter of ours: there is one certificate.
        secure.addCustomizer(new SecureRequestCustomizer(false));
        return new ServerConnector(
                server,
                new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(secure));
    }

    private static KeyStore keyStore(FrontSettings settings) {
        char[] password = settings.keyStorePassword().toCharArray();
        try {
            return KeyStore.getInstance(new File(settings.keyStore()), password);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "front.tls-key-store " + settings.keyStore()
                            + " cannot be opened with front.tls-key-store-password: " + e.getMessage(),
                    e);
        }
    }
}
