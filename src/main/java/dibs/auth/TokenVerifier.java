package dibs.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Believes a token or says why not. A token chooses neither how it is verified nor with which kind of key: that is said
 * by the settings alone. Thread-safe.
 */
public final class TokenVerifier {
    private final DefaultJWTProcessor<SecurityContext> tokens = new DefaultJWTProcessor<>();
    private final Optional<RemoteKeys> remote;

    /** Reads a file of keys at once; keys that are elsewhere are fetched when first needed. */
    public TokenVerifier(AuthSettings settings, Clock clock) {
        this.remote = settings.hasRemoteKeys() ? Optional.of(new RemoteKeys(settings)) : Optional.empty();
        // RFC 9068 gives access tokens a type of their own; many issuers give them none.
        tokens.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        tokens.setJWSKeySelector(keys(settings));
        tokens.setJWTClaimsSetVerifier(
                new TokenClaims(settings.issuer(), settings.audience(), settings.clockSkew(), clock));
    }

    private JWSKeySelector<SecurityContext> keys(AuthSettings settings) {
        Set<JWSAlgorithm> accepted =
                settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        if (!settings.secret().isEmpty()) {
            SecretKey key = new SecretKeySpec(settings.secret().getBytes(StandardCharsets.UTF_8), "HMAC");
            return (header, unused) -> accepted.contains(header.getAlgorithm()) ? List.of(key) : List.of();
        }
        return new JWSVerificationKeySelector<>(
                accepted, remote.isPresent() ? remote.get() : new KeyFile(Path.of(settings.jwks())));
    }

    /**
     * Who the token says its bearer is.
     *
     * @throws KeysAwayException where that cannot be told now
     */
    public Caller verify(String token) throws InvalidTokenException, KeysAwayException {
        try {
            return Caller.of(tokens.process(token, null));
        } catch (ParseException e) {
            throw new InvalidTokenException("it is no JWT");
        } catch (TokenClaims.Unfit e) {
            throw new InvalidTokenException(e.getMessage());
        } catch (BadJWTException e) {
            throw new InvalidTokenException("its claims cannot be read");
        } catch (BadJWSException e) {
            throw new InvalidTokenException("its signature is wrong");
        } catch (BadJOSEException e) {
            throw new InvalidTokenException("its algorithm, type or key is not accepted here");
        } catch (KeySourceException e) {
            throw new KeysAwayException(e);
        } catch (JOSEException e) {
            throw new InvalidTokenException("it cannot be verified");
        }
    }

    /** Why no token can be verified now, if so. */
    public Optional<String> notReady() {
        return remote.flatMap(RemoteKeys::notReady);
    }
}
