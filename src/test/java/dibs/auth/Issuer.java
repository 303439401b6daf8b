package dibs.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/** Whoever gives out tokens, with a key of its own. Immutable. */
public final class Issuer {
    /** What {@link #claims} says of itself. */
    public static final String NAME = "https://issuer.example";

    public static final String AUDIENCE = "dibs";

    private final RSAKey key;

    public Issuer(String kid) {
        try {
            this.key = new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key set of several, as they are published. */
    public static String jwks(Issuer... issuers) {
        return new JWKSet(new ArrayList<>(
                        Arrays.stream(issuers).map(one -> one.key.toPublicJWK()).toList()))
                .toString();
    }

    /** What a valid token of the user says, for ten minutes. */
    public static JWTClaimsSet.Builder claims(String user, String... scopes) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(List.of("another", AUDIENCE))
                .subject(user)
                .claim("scope", String.join(" ", scopes))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    /** A valid token of the user. */
    public String token(String user, String... scopes) {
        return sign(claims(user, scopes));
    }

    public String sign(JWTClaimsSet.Builder claims) {
        return sign(JWSAlgorithm.RS256, claims);
    }

    public String sign(JWSAlgorithm algorithm, JWTClaimsSet.Builder claims) {
        try {
            return sign(algorithm, key.getKeyID(), new RSASSASigner(key), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With the published key as if it were a shared secret: what a verifier takes that believes a token's header. */
    public String signWithPublicKey(JWTClaimsSet.Builder claims) {
        try {
            return sign(
                    JWSAlgorithm.HS256,
                    key.getKeyID(),
                    new MACSigner(key.toRSAPublicKey().getEncoded()),
                    claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By a secret that the service shares. */
    public static String signWithSecret(JWSAlgorithm algorithm, String secret, JWTClaimsSet.Builder claims) {
        try {
            return sign(algorithm, null, new MACSigner(secret), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sign(JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet.Builder claims)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
