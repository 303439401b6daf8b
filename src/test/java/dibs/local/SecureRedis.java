package dibs.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A Redis that asks for a user and a password, or one that speaks nothing but TLS. */
public final class SecureRedis implements AutoCloseable {
    /** Of every store written here. */
    public static final String STORE_PASSWORD = "changeit";

    private static final Duration KEYTOOL = Duration.ofSeconds(30);

    private final RedisProcess process;
    private final String uri;

    private SecureRedis(RedisProcess process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    public static SecureRedis withLogin(Path folder, String user, String password) {
        int port = LocalPort.choose(0, "Redis", EmbeddedRedis.SETTING);
        List<String> options = new ArrayList<>(List.of("--port", Integer.toString(port)));
        options.addAll(RedisProcess.onlyUser(user, password));
        RedisProcess process = RedisProcess.start(program(folder), folder, options);
        String login = user + ":" + URLEncoder.encode(password, StandardCharsets.UTF_8);
        return new SecureRedis(process, "redis://" + login + "@" + LocalPort.HOST + ":" + port);
    }

    /**
     * Nothing where this machine's Redis was built without TLS.
     *
     * @param names the certificate's, as keytool wants them: {@code ip:127.0.0.1,dns:localhost}
     */
    public static Optional<SecureRedis> withTls(Path folder, String names) {
        int port = LocalPort.choose(0, "Redis", EmbeddedRedis.SETTING);
        try {
            Files.createDirectories(folder);
            writeKeys(folder, names);
            RedisProcess process = RedisProcess.start(
                    program(folder),
                    folder,
                    List.of(
                            "--port",
                            "0",
                            "--tls-port",
                            Integer.toString(port),
                            "--tls-cert-file",
                            folder.resolve("cert.pem").toString(),
                            "--tls-key-file",
                            folder.resolve("key.pem").toString(),
                            "--tls-ca-cert-file",
                            folder.resolve("cert.pem").toString(),
                            "--tls-auth-clients",
                            "no"));
            return Optional.of(new SecureRedis(process, "rediss://" + LocalPort.HOST + ":" + port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IllegalStateException e) {
            if (e.getMessage().contains("tls-port")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Path program(Path folder) {
        return RedisProcess.program(folder.resolve("programs")).orElseThrow();
    }

    private static void writeKeys(Path folder, String names) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        int status = Tool.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
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
        Certificate certificate = keys.getCertificate("redis");
        writePem(
                folder.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey("redis", STORE_PASSWORD.toCharArray()).getEncoded());
        writePem(folder.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("redis", certificate);
        try (OutputStream out = Files.newOutputStream(trustStore(folder))) {
            trusted.store(out, STORE_PASSWORD.toCharArray());
        }
    }

    private static void writePem(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }

    /** Of whoever is to trust the certificate of the Redis in {@code folder}. */
    public static Path trustStore(Path folder) {
        return folder.resolve("trusted.p12");
    }

    public String uri() {
        return uri;
    }

    @Override
    public void close() {
        process.close();
    }
}
