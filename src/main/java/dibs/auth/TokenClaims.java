package dibs.auth;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.JWTClaimsSetVerifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * Holds a token's claims against who may have issued it, for whom, and when. The library's own check repeats claims in
 * its messages, which go to the caller. Thread-safe.
 *
 * @param clockSkew by how much the issuer's clock may differ from {@code clock}
 */
record TokenClaims(String issuer, String audience, Duration clockSkew, Clock clock)
        implements JWTClaimsSetVerifier<SecurityContext> {

    /** The only exceptions whose messages are passed on. */
    static final class Unfit extends BadJWTException {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }

    @Override
    public void verify(JWTClaimsSet claims, SecurityContext unused) throws BadJWTException {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date begins = claims.getNotBeforeTime();
        require(expires != null, "it has no exp");
        require(now.minus(clockSkew).isBefore(expires.toInstant()), "it has expired");
        require(begins == null || !now.plus(clockSkew).isBefore(begins.toInstant()), "it is not valid yet");
        require(issuer.equals(claims.getIssuer()), "its iss is not the issuer that is trusted here");
        require(claims.getAudience().contains(audience), "its aud does not name this service");
    }

    private static void require(boolean holds, String otherwise) throws Unfit {
        if (!holds) {
            throw new Unfit(otherwise);
        }
    }
}
