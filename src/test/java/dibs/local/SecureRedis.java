package dibs.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A Redis that asks for a user and a password, or one that speaks nothing but TLS. */
public final class SecureRedis implements AutoCloseable {
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
            Certificates.write(folder, names);
            RedisProcess process = RedisProcess.start(program(folder), folder, RedisProcess.onlyTls(port, folder));
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

    public String uri() {
        return uri;
    }

    @Override
    public void close() {
        process.close();
    }
}
