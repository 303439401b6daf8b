package dibs.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Keys and certificates of one test, made by the JDK's keytool. */
public final class Certificates {
    /** Of every store written here. */
    public static final String STORE_PASSWORD = "changeit";

    private static final Duration KEYTOOL = Duration.ofSeconds(30);

    private Certificates() {}

    /**
     * Makes a key and its certificate in {@code folder}, as files of every form.
     *
     * @param names the certificate's, as keytool wants them: {@code ip:127.0.0.1,dns:localhost}
     */
    public static void write(Path folder, String names) throws IOException, GeneralSecurityException {
        Path store = keyStore(folder);
        int status = Tool.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=server",
                        "-ext",
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD),
                folder,
                folder.resolve("keytool.log"),
                KEYTOOL);
        if (status != 0) {
            throw new IOException("keytool: " + Tool.lastLines(folder.resolve("keytool.log"), 3));
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
        Certificate certificate = keys.getCertificate("server");
        writePem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded());
        writePem(folder.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        try (OutputStream out = Files.newOutputStream(trustStore(folder))) {
            trusted.store(out, STORE_PASSWORD.toCharArray());
        }
    }

    private static void writePem(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }

    /** Of the server. */
    public static Path keyStore(Path folder) {
        return folder.resolve("server.p12");
    }

    /** Of whoever is to trust the certificate. */
    public static Path trustStore(Path folder) {
        return folder.resolve("trusted.p12");
    }
}
