package dibs.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's keys from an address. They are fetched again when they are old, and when a token names a key that is not
 * among them; that a caller can bring about, so it is done no more than twice in a thirtieth of their age. Thread-safe.
 */
final class RemoteKeys implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    private static final int CONNECT_MILLIS = 1_000;
    private static final int READ_MILLIS = 1_000;
    private static final int MAX_BYTES = 1 << 20;

    /** How long other calls wait for a fetch that is under way; longer than a fetch takes. */
    private static final long WAIT_MILLIS = CONNECT_MILLIS + READ_MILLIS + 500;

    private static final int FETCHES_IN_AN_AGE = 30;
    private static final JWKSelector ANY = new JWKSelector(new JWKMatcher.Builder().build());

    private final JWKSource<SecurityContext> fetched;
    private volatile boolean known;

    /** Fetches nothing yet. */
    RemoteKeys(AuthSettings settings) {
        long age = settings.refresh().toMillis();
        this.fetched = JWKSourceBuilder.<SecurityContext>create(
                        url(settings.jwks()), new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES))
                .cache(age, WAIT_MILLIS)
                .refreshAheadCache(false)
                .rateLimited(age / FETCHES_IN_AN_AGE)
                .outageTolerant(
                        settings.outage().toMillis(),
                        event -> LOG.warn("auth.jwks is not reached; the keys from before are used"))
                .build();
    }

    private static URL url(String address) {
        try {
            return URI.create(address).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        try {
            List<JWK> found = fetched.get(selector, context);
            known = true;
            return found;
        } catch (RateLimitReachedException e) {
            // The keys were looked through, and were fetched a moment ago: there is no such key.
            if (known) {
                return List.of();
            }
            throw e;
        } catch (KeySourceException e) {
            known = false;
            throw e;
        }
    }

    /** Why tokens cannot be verified now, if so; tries to fetch the keys where there are none. */
    Optional<String> notReady() {
        try {
            get(ANY, null);
            return Optional.empty();
        } catch (KeySourceException e) {
            return Optional.of("front: the keys of auth.jwks cannot be had");
        }
    }
}
