package dibs.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dibs.stream.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys in a file, which is read again when it has changed. One that cannot be read any more changes
 * nothing: whoever writes it may be half-way. Thread-safe.
 */
final class KeyFile implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

    /** Between two looks at the file. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final long MAX_BYTES = 1 << 20;

    private final Path file;
    private JWKSet keys;
    private Version read;
    private long lookedAt = System.nanoTime();

    /** What tells one content of the file from the next. */
    private record Version(FileTime changed, long size) {
        static Version of(Path file) throws IOException {
            return new Version(Files.getLastModifiedTime(file), Files.size(file));
        }
    }

    /** Reads it; a file that is no JWK set stops the start. */
    KeyFile(Path file) {
        this.file = file;
        try {
            read(Version.of(file));
        } catch (IOException | ParseException e) {
            throw new StartFailure("auth.jwks " + file + " must be a JWK set ({\"keys\":[…]}): " + e.getMessage(), e);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext unused) {
        return selector.select(current());
    }

    private synchronized JWKSet current() {
        long now = System.nanoTime();
        if (now - lookedAt >= PAUSE_NANOS) {
            lookedAt = now;
            look();
        }
        return keys;
    }

    private void look() {
        try {
            Version there = Version.of(file);
            if (!there.equals(read)) {
                read(there);
                LOG.info("auth.jwks has changed and was read again: {} keys", keys.size());
            }
        } catch (IOException | ParseException e) {
            LOG.warn("auth.jwks cannot be read, the keys from before are used: {}", e.toString());
        }
    }

    /** Where it changes while it is read, the version is the older one, and the next look reads it again. */
    private void read(Version there) throws IOException, ParseException {
        if (there.size() > MAX_BYTES) {
            throw new IOException("larger than " + MAX_BYTES + " bytes");
        }
        keys = JWKSet.parse(Files.readString(file));
        read = there;
    }
}
