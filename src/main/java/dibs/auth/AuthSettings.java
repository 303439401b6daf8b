package dibs.auth;

import java.time.Duration;
import java.util.Set;

/**
 * How callers prove who they are. Immutable; the secret is in no text.
 *
 * @param mode whether they have to at all
 * @param jwks a file or an {@code http(s)://} address with the issuer's public keys; empty where there is a secret
 * @param secret shared with the issuer, of HS256, HS384 or HS512; empty where there are public keys
 * @param algorithms the only ones that a token may be signed with
 * @param clockSkew by how much the issuer's clock and ours may differ
 * @param refresh how old keys from an address may be
 * @param outage how long keys are used after their address stopped answering
 */
public record AuthSettings(
        Mode mode,
        String jwks,
        String secret,
        String issuer,
        String audience,
        Set<String> algorithms,
        Duration clockSkew,
        Duration refresh,
        Duration outage) {

    /** Whether tokens are asked for. */
    public enum Mode {
        NONE,
        JWT
    }

    public boolean asksForTokens() {
        return mode == Mode.JWT;
    }

    /** Whether the keys come over the network, and not from a file. */
    boolean hasRemoteKeys() {
        return jwks.startsWith("https://") || jwks.startsWith("http://");
    }

    @Override
    public String toString() {
        return "auth";
    }
}
