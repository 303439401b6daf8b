package dibs.e2e;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.PlainJWT;
import dibs.auth.Issuer;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tokens that are not believed, whatever they say that their bearer may. */
final class InvalidTokens {
    private InvalidTokens() {}

    /** By what is wrong with them; the signer of one has the same key id as {@code issuer}, which is "known". */
    static Map<String, String> of(Issuer issuer, String user) {
        String[] all = {"dibs:claim", "dibs:operate"};
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("no token", null);
        tokens.put("no JWT", "marker-nonsense");
        tokens.put("bad signature", new Issuer("known").token(user, all));
        tokens.put("unknown key", new Issuer("unknown").token(user, all));
        tokens.put("none", new PlainJWT(Issuer.claims(user, all).build()).serialize());
        tokens.put("the public key as a secret", issuer.signWithPublicKey(Issuer.claims(user, all)));
        tokens.put("an algorithm not allowed", issuer.sign(JWSAlgorithm.RS512, Issuer.claims(user, all)));
        tokens.put("expired", issuer.sign(Issuer.claims(user, all).expirationTime(inSeconds(-60))));
        tokens.put("without an end", issuer.sign(Issuer.claims(user, all).expirationTime(null)));
        tokens.put("not yet valid", issuer.sign(Issuer.claims(user, all).notBeforeTime(inSeconds(3_600))));
        tokens.put("wrong issuer", issuer.sign(Issuer.claims(user, all).issuer("https://other.example")));
        tokens.put("wrong audience", issuer.sign(Issuer.claims(user, all).audience("another")));
        return tokens;
    }

    private static Date inSeconds(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }
}
